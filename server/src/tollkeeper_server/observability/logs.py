"""Structured logs, one JSON object a line. No headers, queries, bodies or key material."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO

import structlog

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def configure_logs(level: int, stream: TextIO | None = None) -> None:
    """Send our logs and those of libraries to ``stream`` (standard error) as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Frames without their variables: a local variable may hold a key.
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )
    logger.cache_clear()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(max(level, logging.WARNING))


class _Lines:
    """Writes our lines itself: ``logging`` and a formatter would take a tenth of a request's time."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def msg(self, line: str) -> None:
        stream = self._stream or sys.stderr
        with self._lock, suppress(OSError, ValueError):  # a reader that went away fails no request
            stream.write(line + "\n")
            stream.flush()

    debug = info = warning = error = critical = msg


@lru_cache(maxsize=1)
def logger() -> FilteringBoundLogger:
    """The server's logger."""
    found: FilteringBoundLogger = structlog.get_logger().bind()
    return found
