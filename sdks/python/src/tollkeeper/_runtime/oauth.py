from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, cast
from urllib.parse import quote, urljoin

from .answers import Asked, status_error, undecodable
from .auth import basic
from .drive import Acquire, Flow
from .encoding import loads
from .errors import ResponseDecodeError
from .flow import Attempts
from .messages import Answer, Confidential, Payload, Request, Secret
from .operation import Operation, RetryPolicy, SecurityScheme
from .params import loose_fields
from .request import user_agent
from .settings import Settings
from .unset import is_object

_BUY: Operation[None] = Operation("token", "POST ", retry=RetryPolicy(safe=True))


@dataclass(frozen=True, slots=True)
class Token:
    value: Secret
    expires: float = inf


def access_token(settings: Settings, scheme: SecurityScheme, options: Mapping[str, Any]) -> Flow[str]:
    tokens = cast("dict[str, Token]", settings.credentials.tokens)
    monotonic = settings.timing.monotonic
    token = tokens.get(scheme.id)
    if token is not None and monotonic() < token.expires:
        return token.value.reveal()
    release = yield Acquire()
    try:
        token = tokens.get(scheme.id)
        if token is None or monotonic() >= token.expires:
            tokens[scheme.id] = token = yield from _buy(settings, scheme, options)
    finally:
        release()
    return token.value.reveal()


def _buy(settings: Settings, scheme: SecurityScheme, options: Mapping[str, Any]) -> Flow[Token]:
    client_id, client_secret = settings.credentials.pair(scheme)
    request = token_request(settings, scheme, client_id, client_secret)
    attempts = Attempts(settings, _BUY, options, keyed=False, stream=False)
    start = settings.timing.monotonic()
    answer = yield from attempts.run(request)
    asked = Asked(request.method, request.url, settings.secret_names, request)
    if answer.status != 200:
        raise status_error(answer, {}, asked, wall=settings.timing.wall())
    return token_of(answer, asked, start)


def token_request(settings: Settings, scheme: SecurityScheme, client_id: str, client_secret: str) -> Request:
    form = [*loose_fields("grant_type", "client_credentials"), *loose_fields("scope", " ".join(scheme.scopes) or None)]
    headers = Confidential(accept="application/json")
    if settings.credentials.client_auth(scheme) == "client_secret_post":
        form += [*loose_fields("client_id", client_id), *loose_fields("client_secret", client_secret)]
    else:
        headers["authorization"] = basic(quote(client_id, safe=""), quote(client_secret, safe=""))
    headers["content-type"] = "application/x-www-form-urlencoded"
    headers["user-agent"] = user_agent(settings.config.package, settings.config.version)
    url = urljoin(f"{settings.base_url}/", scheme.token_url)
    return Request("POST", url, headers, Payload(headers["content-type"], "&".join(form).encode()))


def token_of(answer: Answer, asked: Asked, now: float) -> Token:
    try:
        body = loads(answer.content or b"")
    except (ValueError, RecursionError):
        body = None
    values = body if is_object(body) else {}
    text, lifetime = values.get("access_token"), values.get("expires_in")
    if not isinstance(text, str) or not text:
        raise _no_token(answer, asked)
    try:
        seconds = inf if lifetime is None else float(lifetime)
    except (TypeError, ValueError):
        raise _no_token(answer, asked) from None
    return Token(Secret(text), now + seconds - min(30.0, seconds / 10))


def _no_token(answer: Answer, asked: Asked) -> ResponseDecodeError:
    answer.content = b""
    return undecodable(answer, asked, "$.access_token", "this is not a token")
