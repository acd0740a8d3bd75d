"""What the numbers were measured on."""

import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import psycopg


def describe() -> dict[str, Any]:
    """The machine, how busy it was, and the versions that matter."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_kB": _first("/proc/meminfo", "MemTotal"),
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "psycopg": psycopg.__version__,
    }


def words(machine: dict[str, Any]) -> str:
    """One line for a terminal."""
    return (
        f"{machine['cores']} cores of {machine['processor']}, load {machine['load_before']:.1f} before; "
        f"Python {machine['python']}, Django {machine['django']}, SQLite {machine['sqlite']}"
    )


def _first(path: str, name: str) -> str:
    file = Path(path)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
