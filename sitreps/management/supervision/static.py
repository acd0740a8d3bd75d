"""Static files are collected again only when one of them, or what collects them, has changed: it takes seconds."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


def are_collected() -> bool:
    """Whether the collected files are those of this version of the product."""
    mark = _mark()
    return mark.is_file() and mark.read_text(encoding="ascii") == _fingerprint()


def remember_collected() -> None:
    """To be called after collectstatic has succeeded."""
    _mark().write_text(_fingerprint(), encoding="ascii")


def _mark() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{version('Django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"\0{name}\0{found.st_size}\0{found.st_mtime_ns}".encode())
    return digest.hexdigest()
