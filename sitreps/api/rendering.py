"""JSON as it leaves: what is JSON already goes out as it is stored, everything else in one form."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import BaseRenderer


class JsonRenderer(BaseRenderer):
    """`data` is JSON (text or its UTF-8 bytes), or values that msgspec can write (dataclasses, moments in UTC)."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """UTF-8 without spaces; nothing at all where there is no body (204, 304, 308)."""
        if data is None:
            return b""
        if isinstance(data, bytes):
            return data
        return data.encode() if isinstance(data, str) else msgspec.json.encode(data)
