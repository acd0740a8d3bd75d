"""What a statement costs where it is answered: the processor time of the database's process behind a connection."""

import os
from pathlib import Path

from django.db import connection

USER_TIME, SYSTEM_TIME = 11, 12  # places in /proc/PID/stat after the name in brackets, man 5 proc


class Backend:
    """The server's process that answers this connection; SQLite has none, its work is in this process."""

    def __init__(self) -> None:
        self._stat: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET max_parallel_workers_per_gather = 0")  # helpers would be other processes
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
            self._stat = Path(f"/proc/{pid}/stat")

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        if self._stat is None:
            return 0.0
        fields = self._stat.read_text().rpartition(") ")[2].split()
        return (int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])) / os.sysconf("SC_CLK_TCK")
