"""Bytes on disk under their own sha256: rendered documents and captured sources (reliability.md 6).

A file is complete or absent: it is written beside its place, flushed, renamed, and only then named in a row. Storing
the same bytes twice is harmless. What no row names is swept after a day.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from sitreps import faults

KEEP_UNNAMED = timedelta(hours=24)
_TEMPORARY = ".part-"


def path_of(sha256: str) -> Path:
    """Where the bytes of this digest stand, or would stand."""
    return Path(settings.SITREPS_FILES) / sha256[:2] / sha256


def store(content: bytes) -> str:
    """Store bytes durably; returns their sha256 in lower-case hex."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if _keep(target):
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_TEMPORARY)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    faults.point("after-temporary-file")
    Path(temporary).replace(target)
    _sync_folder(target.parent)
    faults.point("after-rename")
    return sha256


def _keep(path: Path) -> bool:
    """Whether the bytes are there already; if so they count as new: no sweep takes them before a row names them."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def read(sha256: str) -> bytes:
    """The bytes of this digest; `FileNotFoundError` if they are not there."""
    return path_of(sha256).read_bytes()


def is_whole(sha256: str) -> bool:
    """Whether the bytes are there and still have their digest."""
    path = path_of(sha256)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def remove(sha256: str) -> None:
    """Erase the bytes of this digest for good; nothing where they are gone already."""
    path = path_of(sha256)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync_folder(path.parent)


def sweep(*, is_named: Callable[[str], bool], now: datetime) -> list[Path]:
    """Remove what a crash left behind: unfinished files, and files that no row names, once they are a day old."""
    removed = []
    for path in _all_files():
        age = now - datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo)
        if age > KEEP_UNNAMED and (path.name.startswith(_TEMPORARY) or not is_named(path.name)):
            path.unlink(missing_ok=True)
            removed.append(path)
    return removed


def _all_files() -> Iterator[Path]:
    root = Path(settings.SITREPS_FILES)
    if root.is_dir():
        yield from (path for path in root.glob("??/*") if path.is_file())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
