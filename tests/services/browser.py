"""A real Chromium, the one that Debian installs: no download of a browser, no request beyond loopback."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Without these Chromium looks up hosts of its maker at every start.
_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def executable() -> str | None:
    """The path of the installed Chromium, or None; SITREPS_TEST_CHROMIUM names another one."""
    named = os.environ.get("SITREPS_TEST_CHROMIUM")
    if named:
        return named
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Start it; as root it has to do without its sandbox."""
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else _FLAGS
    return playwright.chromium.launch(executable_path=executable(), args=flags)
