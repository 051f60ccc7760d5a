"""What is logged: events with a request's number, and nothing that says who somebody is."""

from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.dev import plain_traceback
from structlog.tracebacks import ExceptionDictTransformer
from structlog.types import Processor

PERSONAL = ("ip", "user_id", "user_agent", "email", "username", "name", "address", "phone")


class RequestLog(RequestMiddleware):
    """Log a request by its route: paths and queries may carry names, addresses or keys."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return the method and the route as it stands in the URL configuration."""
        route = request.resolver_match.route if request.resolver_match else "?"
        return f"{request.method} /{route}"


def without_people(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field that could say who somebody is."""
    for field in PERSONAL:
        event.pop(field, None)
    return event


def first_lines_only(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep the first line of what an error says: PostgreSQL's second one quotes the row."""
    for raised in event.get("exception", ()):
        raised["exc_value"] = raised["exc_value"].partition("\n")[0]
    return event


# A traceback with local variables would hold forms, addresses and keys.
TRACEBACKS = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_people,
]


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: JSON lines for machines, coloured lines for people."""
    _configure_structlog()
    processors: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        processors += [TRACEBACKS, first_lines_only, structlog.processors.JSONRenderer()]
    else:
        processors += [structlog.dev.ConsoleRenderer(exception_formatter=plain_traceback)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": processors,
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
            "stripe": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }


def _configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
