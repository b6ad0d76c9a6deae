"""Logging under the SDK's name, and the ``on_event`` hook. Nothing that passes here shows a secret."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from .decoding import Report
from .drive import at_once, owe
from .messages import Answer, Request, redact_headers, redact_url
from .operation import ClientConfig, Operation
from .settings import Settings

if TYPE_CHECKING:
    from .events import AttemptSpan, Event

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up(config: ClientConfig) -> logging.Logger:
    """Log to stderr when the environment asks for it (``<NAME>_LOG=debug`` or ``info``) and nobody else handles it."""
    level = getattr(logging, os.environ.get(config.log_env, "").strip().upper(), None) if config.log_env else None
    logger = logging.getLogger(config.package)
    if isinstance(level, int):
        logger.setLevel(level)
        if not logger.hasHandlers():
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
    secret = {scheme.name.lower() for scheme in config.security_schemes if scheme.location == "query"}
    if secret:
        _HIDE.names |= secret
        for name in ("httpx", "httpx2"):
            logging.getLogger(name).addFilter(_HIDE)  # adding it again changes nothing
    return logger


class _HideSecrets(logging.Filter):
    """Takes secrets out of the URLs that an HTTP library logs, where credentials travel in them."""

    names: frozenset[str] = frozenset()

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(redact_url(str(arg), self.names) if _is_url(arg) else arg for arg in record.args)
        return True


def _is_url(arg: object) -> bool:
    """Whether a log's argument is a URL: the library's own type, or the text another SDK's filter left of it."""
    return type(arg).__name__ == "URL" or (isinstance(arg, str) and "://" in arg)


_HIDE = _HideSecrets()


class Reporter:
    """Tells the log and the hook what one call does. When nobody listens, it costs next to nothing."""

    __slots__ = ("_hook", "_logger", "_op", "_operation", "_secret_names", "_settings")

    def __init__(self, settings: Settings, op: Operation[Any]) -> None:
        self._hook: Callable[[Event], object] | None = settings.on_event
        self._logger = settings.logger
        self._settings = settings
        self._op = op
        self._operation = op.id
        self._secret_names = settings.secret_names

    def span(self, request: Request, attempt: int) -> AttemptSpan | None:
        """A span for an attempt, in a program that has loaded OpenTelemetry."""
        if "opentelemetry.trace" not in sys.modules:
            return None
        from .events import AttemptSpan

        return AttemptSpan(self._settings, self._op, request, self.url(request), attempt)

    def sent(self, request: Request, attempt: int) -> None:
        """A request leaves."""
        if self._hook is not None or self._logger.isEnabledFor(logging.DEBUG):
            from .events import RequestSent

            event = RequestSent(
                self._operation,
                request.method,
                self.url(request),
                attempt,
                redact_headers(request.headers, self._secret_names),
            )
            self._logger.debug("%s %s (attempt %d) %s", event.method, event.url, attempt, event.headers)
            self._tell(event)

    def received(self, request: Request, answer: Answer, attempt: int, elapsed: float) -> None:
        """An answer came."""
        if self._hook is not None or self._logger.isEnabledFor(logging.INFO):
            from .answers import request_id

            url, headers = self.url(request), self._headers(request, answer.headers)
            rid = request_id(headers)
            self._logger.info(
                "%s %s answered %d in %.3f s (request id %s)", request.method, url, answer.status, elapsed, rid
            )
            self._logger.debug("%s %s answered with %s", request.method, url, headers)
            from .events import ResponseReceived

            self._tell(
                ResponseReceived(self._operation, request.method, url, attempt, answer.status, headers, rid, elapsed)
            )

    def retrying(self, request: Request, attempt: int, delay: float, reason: str) -> None:
        """Another attempt follows."""
        url, reason = self.url(request), self.scrub(request, reason)
        self._logger.info("%s %s: %s; trying again in %.2f s", request.method, url, reason, delay)
        from .events import Retrying

        self._tell(Retrying(self._operation, request.method, url, attempt, delay, reason))

    def reconnecting(self, request: Request, attempt: int, delay: float, last_event_id: str) -> None:
        """A stream is opened again."""
        url, last_event_id = self.url(request), self.scrub(request, last_event_id)
        self._logger.info("%s ended; opening it again in %.2f s", url, delay)
        from .events import Reconnecting

        self._tell(Reconnecting(self._operation, url, attempt, delay, last_event_id))

    def deviations(self, request: Request) -> Report | None:
        """Takes what is not as documented in an answer; ``None`` when nobody listens."""
        if self._hook is None and not self._logger.isEnabledFor(logging.DEBUG):
            return None
        url = self.url(request)

        def tell(deviations: Sequence[tuple[str, str, str]], more: int) -> None:
            from .events import ResponseDeviated

            for each in deviations:
                path, expected, got = (self.scrub(request, text) for text in each)
                self._logger.debug("%s %s: %s: expected %s, got %s", request.method, url, path, expected, got)
                self._tell(ResponseDeviated(self._operation, request.method, url, path, expected, got))
            if more:
                self._logger.debug("%s %s: %d more are not as documented", request.method, url, more)

        return tell

    def url(self, request: Request) -> str:
        """The URL of a request, fit to be shown."""
        url = redact_url(request.url, self._secret_names)
        return url if request.after is None else self.scrub(request, url)

    def scrub(self, request: Request, text: str) -> str:
        """What a server said, without the secrets that it was sent."""
        from .scrubbing import scrub, secrets_of

        return scrub(text, secrets_of(request, self._secret_names))

    def _headers(self, request: Request, headers: Mapping[str, str]) -> dict[str, str]:
        from .scrubbing import scrub, secrets_of

        secrets = secrets_of(request, self._secret_names)
        shown = redact_headers(headers, self._secret_names)
        return {name: scrub(value, secrets) for name, value in shown.items()}

    def _tell(self, event: Event) -> None:
        if self._hook is None:
            return
        try:
            outcome = self._hook(event)
        except Exception:
            self._logger.exception("on_event failed")
            return
        if self._settings.awaits and hasattr(outcome, "__await__"):
            owe(cast("Awaitable[object]", outcome), self._logger)
        else:
            at_once(outcome, "on_event: ")
