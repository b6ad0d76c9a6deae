"""One call: credentials, request, attempts, redirects; an answer that is a documented success, or an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from .answers import Asked, choose, content_of, decode, documented, status_error
from .auth import Credential, credential
from .decoding import Report
from .drive import Close, Flow, Read, Send, Sleep
from .errors import APIConnectionError, APIStatusError
from .log import Reporter
from .messages import Answer, Confidential, Request
from .operation import IdempotentRequestOptions, Operation, SecurityScheme
from .request import authorised, build, harmless, same_origin
from .settings import Settings, Timeouts, retries, timeouts
from .unset import UNSET

if TYPE_CHECKING:
    from .retry import Delay

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 10
#: Everything beside its arguments that a method takes, and ``_view``, which is set by ``with_raw_response``.
_OPTIONS = frozenset(IdempotentRequestOptions.__optional_keys__ | {"_view"})


class Extra(NamedTuple):
    """What a call is sent with beside its arguments: a URL in place of its own (the next page), more headers."""

    url: str = ""
    headers: Mapping[str, str] | None = None


class Exchange(NamedTuple):
    """A call that succeeded: what was asked and what was answered, not yet decoded."""

    settings: Settings
    op: Operation[Any]
    request: Request
    answer: Answer
    #: Attempts before the one that succeeded.
    retries: int = 0
    timeout: float | None = None
    #: Seconds from the last request to its answer.
    elapsed: float = 0.0

    @property
    def asked(self) -> Asked:
        """Method and URL, for messages."""
        return Asked(self.request.method, self.request.url, self.settings.secret_names, self.request)

    @property
    def is_binary(self) -> bool:
        """Whether the document says that the body is bytes, to be read by the caller."""
        found = content_of(self.answer, self.op.responses, self.op.errors, strict=self.settings.strict)
        if found is None or not found[1] or self.answer.status in {204, 205} or self.request.method == "HEAD":
            return False
        name = choose(found[1], self.answer.content_type)
        return name is not None and found[1][name] is None

    def value(self) -> Any:
        """What the operation returns, once the body has been read."""
        return decode(
            self.answer,
            self.op.responses,
            self.asked,
            strict=self.settings.strict,
            errors=self.op.errors,
            report=self.report,
        )

    @property
    def report(self) -> Report | None:
        """What is told where the answer is not as documented; ``None`` when nobody listens."""
        return Reporter(self.settings, self.op).deviations(self.request)


def call(
    settings: Settings,
    op: Operation[Any],
    args: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    stream: bool = False,
    extra: Extra | None = None,
) -> Flow[Exchange]:
    """One call. Raises for every answer that is not a documented success."""
    options = _set(op, options) if options else options
    key = _idempotency_key(op, options)
    if key and not op.idempotency_header:
        args, key = _as_argument(op, args, key)
    request = build(
        settings,
        op,
        args,
        options,
        key=key,
        extra_url=extra.url if extra else "",
        more=extra.headers if extra else None,
    )
    by_hand = request.headers.keys() | request.without if request.without else request.headers
    schemes = settings.credentials.resolve(op.security, by_hand)
    attempts = Attempts(settings, op, options, keyed=bool(key), stream=stream)
    secret = (yield from _credential(settings, schemes, options)) if schemes else Credential()
    answer = yield from attempts.run(authorised(request, secret))
    if answer.status == 401 and _forget(settings, schemes, secret) and not (request.payload and request.payload.spent):
        yield Close(answer)
        secret = yield from _credential(settings, schemes, options)
        answer = yield from attempts.run(authorised(request, secret))
    if answer.status in _REDIRECTS:
        answer = yield from _follow(settings, op, attempts, answer)
    if answer.status == 206 and _is_unasked_part(op, attempts.request, answer):
        answer.content = answer.content or b""
        yield Close(answer)
        raise (yield from _refused(settings, op, attempts, answer))
    if answer.status >= 400 or content_of(answer, op.responses, op.errors, strict=settings.strict) is None:
        raise (yield from _refused(settings, op, attempts, answer))
    return Exchange(settings, op, attempts.request, answer, attempts.retries, attempts.timeouts.total, attempts.elapsed)


def _set(op: Operation[Any], options: Mapping[str, Any]) -> Mapping[str, Any]:
    if not options.keys() <= _OPTIONS:
        raise TypeError(f"{op.id}() got an unexpected keyword argument {min(options.keys() - _OPTIONS)!r}")
    return {name: value for name, value in options.items() if value is not None}


def finish(exchange: Exchange) -> Flow[Any]:
    """The value of a call whose body may still be unread."""
    if exchange.answer.content is None:
        yield Read(exchange.answer, exchange.timeout)
    return exchange.value()


class Attempts:
    """The attempts of one call, within one deadline: ``timeout`` for each attempt that is allowed."""

    def __init__(
        self, settings: Settings, op: Operation[Any], options: Mapping[str, Any], *, keyed: bool, stream: bool
    ) -> None:
        self._settings = settings
        self._policy = op.retry
        self._keyed = keyed
        self._stream = stream
        self._reporter = Reporter(settings, op)
        self.timeouts = timeouts(options.get("timeout", settings.timeout))
        self._most = retries(options.get("max_retries", settings.max_retries))
        start, total = settings.timing.monotonic(), self.timeouts.total
        self._deadline = None if total is None else start + total * (self._most + 1)
        self.retries = 0
        self.elapsed = 0.0
        self.request = Request("", "", {})

    def run(self, request: Request) -> Flow[Answer]:
        """Send a request until it is answered or there is no use in trying. Raises ``APIConnectionError``."""
        while True:
            try:
                answer = yield from self._attempt(request)
            except APIConnectionError as error:
                delay = self._next(request, error)
                if delay is None:
                    raise self._named(error) from error.__cause__
            else:
                delay = self._next(request, answer) if answer.status >= 400 else None
                if delay is None:
                    answer.name = self._named
                    return answer
                yield Close(answer)
            self.retries += 1
            self._reporter.retrying(self.request, self.retries, delay.seconds, delay.reason)
            yield Sleep(delay.seconds)

    def _attempt(self, request: Request) -> Flow[Answer]:
        monotonic = self._settings.timing.monotonic
        self.request = sent = request.with_header("x-retry-count", str(self.retries))
        self._reporter.sent(sent, self.retries)
        start = monotonic()
        span = self._reporter.span(sent, self.retries)
        try:
            traced = sent if span is None else span.carry(sent)
            answer: Answer = yield Send(traced, self._time_left(start), self._stream)
            if span is not None:
                span.answered(answer.status)
        except APIConnectionError as error:
            if span is not None:
                span.failed(error)
            raise
        finally:
            if span is not None:
                span.end()
        self.elapsed = monotonic() - start
        self._reporter.received(sent, answer, self.retries, self.elapsed)
        return answer

    def _next(self, request: Request, outcome: Answer | APIConnectionError) -> Delay | None:
        from .retry import Delay, Situation, decide

        timing = self._settings.timing
        spent = request.payload is not None and request.payload.spent
        situation = Situation(
            self.retries,
            self._most,
            request.method,
            self._policy,
            self._keyed,
            spent,
            timing.monotonic(),
            timing.wall(),
            self._deadline,
        )
        verdict = decide(outcome, situation, timing.random())
        return verdict if isinstance(verdict, Delay) else None

    def _time_left(self, now: float) -> Timeouts:
        total = self.timeouts.total
        if total is None or self._deadline is None or self.retries == 0 or self._deadline - now >= total:
            return self.timeouts
        return self.timeouts.within(max(0.001, self._deadline - now))

    def _named(self, error: APIConnectionError) -> APIConnectionError:
        error.method, error.url = self.request.method, self._reporter.url(self.request)
        error.message = self._reporter.scrub(self.request, f"{error.method} {error.url}: {error.message}")
        error.args = (error.message,)
        return error


def _idempotency_key(op: Operation[Any], options: Mapping[str, Any]) -> str:
    given: str = options.get("idempotency_key", "")
    if given or not op.idempotency_header:
        return given
    from uuid import uuid4

    return str(uuid4())


def _as_argument(op: Operation[Any], args: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], str]:
    """A key that the caller gave, where the operation takes it in its body or query and in no header of its own."""
    fields = op.body.fields if op.body is not None else ()
    for name in (*(arg for arg, _ in fields), *(param.arg for param in op.params)):
        if name == "idempotency_key_" and args.get(name, UNSET) is UNSET:
            return {**args, name: key}, ""
    return args, key


# --- credentials ---


def _credential(
    settings: Settings, schemes: tuple[SecurityScheme, ...], options: Mapping[str, Any]
) -> Flow[Credential]:
    def token(scheme: SecurityScheme) -> Flow[str]:
        from .oauth import access_token

        return access_token(settings, scheme, options)

    return credential(settings.credentials, schemes, token)


def _forget(settings: Settings, schemes: tuple[SecurityScheme, ...], secret: Credential) -> bool:
    """Drop the access token that was refused, so that another is bought. Whether there was one."""
    bought = [scheme for scheme in schemes if settings.credentials.buys(scheme)]
    for scheme in bought:
        settings.credentials.forget(scheme, secret.secrets)
    return bool(bought)


# --- answers that are not success ---


def _is_unasked_part(op: Operation[Any], request: Request, answer: Answer) -> bool:
    """Whether this is a part where all was asked for, and the document does not say so: it must not pass for all."""
    unit, _, span = answer.headers.get("content-range", "").strip().lower().partition(" ")
    bounds, _, size = span.partition("/")
    all_of_it = size.isdecimal() and bounds.strip() == f"0-{int(size) - 1}"
    return unit == "bytes" and not all_of_it and "range" not in request.headers and "206" not in op.responses


def _follow(settings: Settings, op: Operation[Any], attempts: Attempts, answer: Answer) -> Flow[Answer]:
    """Follow redirects that the document does not have. Another origin gets no credentials."""
    for _ in range(_MOST_REDIRECTS):
        if answer.status not in _REDIRECTS or documented(op.responses, answer.status) is not None:
            break
        target = redirected(attempts.request, answer, settings.secret_names)
        if target is None:
            break
        yield Close(answer)
        answer = yield from attempts.run(target)
    return answer


def redirected(request: Request, answer: Answer, secret_names: frozenset[str]) -> Request | None:
    """The request that a redirect leads to (RFC 9110 section 15.4), ``None`` where it must not be followed.

    Another origin gets no credential and no body.
    """
    location = answer.headers.get("location", "")
    if not location or (request.payload is not None and request.payload.spent):
        return None
    try:
        url = urljoin(request.url, location)
        same, scheme = same_origin(url, request.url), urlsplit(url).scheme
    except ValueError:
        return None
    if scheme not in {"http", "https"} or (scheme == "http" and request.url.startswith("https:")):
        return None
    method, payload, headers = request.method, request.payload, request.headers
    if answer.status == 303 and method != "HEAD":
        method, payload = "GET", None
        headers = Confidential({name: value for name, value in headers.items() if name != "content-type"})
    elif answer.status in {301, 302} and method not in {"GET", "HEAD"}:
        return None
    if not same:
        if payload is not None:
            return None
        headers = Confidential(harmless(headers, secret_names))
    return Request(method, url, headers, payload, request.foreign or not same, request.without, request)


def _refused(settings: Settings, op: Operation[Any], attempts: Attempts, answer: Answer) -> Flow[APIStatusError]:
    if answer.content is None:
        try:
            yield Read(answer, attempts.timeouts.total)
        except APIConnectionError:
            answer.content = b""
    asked = Asked(attempts.request.method, attempts.request.url, settings.secret_names, attempts.request)
    report = Reporter(settings, op).deviations(attempts.request)
    # What "default" describes is errors too, where it is alone.
    return status_error(answer, {**op.responses, **op.errors}, asked, wall=settings.timing.wall(), report=report)
