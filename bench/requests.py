"""Requests to the WSGI application in this process: every layer of the server up to the socket.

The body is copied out once, as into a socket's buffer: no server sends bytes without reading them, and a view that
answers with one object for ever would otherwise never touch a byte of it.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

LARGEST_WRITE = 1 << 18  # bytes: about what a socket's buffer takes


class Server:
    """The product's application, asked directly."""

    def __init__(self) -> None:
        self._application = WSGIHandler()
        self._buffer = bytearray(LARGEST_WRITE)

    def get(self, path: str, **headers: str) -> bytes:
        """The body of an answer that is 200 or 304; anything else is a fault of the benchmark."""
        path, _, query = path.partition("?")
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1", **headers,
        }  # fmt: skip

        def begin(line: str, _: list[tuple[str, str]], __: Any = None) -> Callable[[bytes], object]:
            status.append(line)
            return lambda _: None

        answer = self._application(environ, begin)
        body = b"".join(answer)
        self._send(body)
        close = getattr(answer, "close", None)
        if close:
            close()
        if not status[0].startswith(("200", "304")):
            raise RuntimeError(f"{path}?{query} answered {status[0]}: {body[:500]!r}")
        return body

    def _send(self, body: bytes) -> None:
        """Copy the bytes out, a buffer at a time."""
        view = memoryview(body)
        for start in range(0, len(body), LARGEST_WRITE):
            part = view[start : start + LARGEST_WRITE]
            self._buffer[: len(part)] = part

    def json(self, path: str) -> Any:
        """The answer as values."""
        return json.loads(self.get(path))

    def statements(self, path: str, **headers: str) -> int:
        """How many SQL statements an answer costs."""
        self.get(path, **headers)
        with CaptureQueriesContext(connection) as queries:
            self.get(path, **headers)
        return len(queries)

    def etag(self, path: str) -> str:
        """The validator of an answer."""
        return str(Client(HTTP_HOST="localhost").get(path).headers["ETag"])


@contextmanager
def size(alias: str) -> Iterator[None]:
    """With the database of one size in the place of the product's own."""
    before = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = before
