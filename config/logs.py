"""Logs: one line an event, readable or JSON, with secrets struck out before anything is written."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

STRUCK = "[struck out]"

_SECRET_NAMES = re.compile(r"password|passwd|secret|token|authorization|cookie|session|api_?key|pepper", re.IGNORECASE)
_SECRET_TEXTS = (
    re.compile(r"\bsrk_[A-Za-z0-9]+_[A-Za-z0-9_-]+"),  # keys of the API
    re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]+"),  # secrets of webhooks
    re.compile(r"(?<=://)[^/@\s]+(?=@)"),  # user and password within an address
    re.compile(r"(?<=Bearer )\S+"),
)


def scrub(value: Any, name: str = "") -> Any:
    """The value without secrets: struck out by the name it bears, or by how it looks inside a text."""
    if _SECRET_NAMES.search(name):
        return STRUCK
    if isinstance(value, str):
        for pattern in _SECRET_TEXTS:
            value = pattern.sub(STRUCK, value)
        return value
    if isinstance(value, dict):
        return {key: scrub(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrub(item) for item in value]
    return value


def scrub_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor around `scrub`; names that begin with "_" are structlog's own."""
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = scrub(value, name)
    return event


LOGGERS: dict[str, dict[str, Any]] = {
    # Django's own set-up would write requests a second time and mail administrators.
    "django": {"handlers": [], "propagate": True},
    "django.server": {"handlers": [], "propagate": True},
    "fontTools": {"level": "WARNING"},
    # Four lines for every person who signs in; what is held or let in again stands in the audit log or is a warning.
    "axes": {"level": "WARNING"},
    # A scanner that asks for another host gets its 400; a traceback each time would bury what matters.
    "django.security.DisallowedHost": {"handlers": [], "propagate": False},
}


def configuration(*, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING for every process: everything to stderr, formatted by structlog; `form` is console or json."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        scrub_event,
    ]
    last = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
                "foreign_pre_chain": shared,
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": LOGGERS,
    }
