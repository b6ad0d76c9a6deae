"""Structured logs, one JSON object a line. No headers, queries, bodies or key material."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def configure_logs(level: int, stream: TextIO | None = None) -> None:
    """Send our logs and those of libraries to ``stream`` (standard error) as JSON."""
    _chosen.level, _chosen.stream = level, stream
    logger.cache_clear()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_OfLibraries())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(max(level, logging.WARNING))


@dataclass
class _Chosen:
    level: int = logging.INFO
    stream: TextIO | None = None


_chosen = _Chosen()


class _OfLibraries(logging.Formatter):
    """structlog is imported for the first line: most commands write none."""

    def format(self, record: logging.LogRecord) -> str:
        return _formatter().format(record)


@cache
def _formatter() -> logging.Formatter:
    import structlog  # noqa: PLC0415 - see above

    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    final.append(structlog.processors.JSONRenderer())
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared(), processors=final)


def _shared() -> list[Any]:
    import structlog  # noqa: PLC0415

    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Frames without their variables: a local variable may hold a key.
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
    ]


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


@cache
def logger() -> FilteringBoundLogger:
    """The server's logger."""
    import structlog  # noqa: PLC0415

    level, stream = _chosen.level, _chosen.stream
    structlog.configure(
        processors=[*_shared(), structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )
    found: FilteringBoundLogger = structlog.get_logger().bind()
    return found
