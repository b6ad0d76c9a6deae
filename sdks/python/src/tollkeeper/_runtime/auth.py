from __future__ import annotations

import base64
import os
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping
from typing import Any, NamedTuple, get_args
from urllib.parse import quote

from .drive import Ask, Flow
from .errors import InvalidRequestError, MissingCredentialsError
from .messages import Confidential, Secret
from .operation import ClientAuth, ClientConfig, SecurityScheme
from .params import header_text

CARRIED = frozenset({"mutual_tls", "challenge"})
CredentialValue = str | Callable[[], "str | Awaitable[str]"] | tuple[str, str] | tuple[str, str, ClientAuth]


class Credential(NamedTuple):
    headers: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    cookies: Mapping[str, str] = {}
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "<Credential>"


class _Kept(NamedTuple):
    parts: tuple[Secret, ...] = ()
    client_auth: ClientAuth | None = None
    give: Callable[[], str | Awaitable[str]] | None = None

    @property
    def text(self) -> str:
        return ":".join(part.reveal() for part in self.parts)

    @property
    def pair(self) -> tuple[str, str]:
        if len(self.parts) == 2:
            return self.parts[0].reveal(), self.parts[1].reveal()
        first, _, second = self.text.partition(":")
        return first, second


class Credentials:
    __slots__ = ("_carried", "_schemes", "_values", "tokens")

    def __init__(
        self, config: ClientConfig, values: Mapping[str, CredentialValue | None], *, carried: bool = False
    ) -> None:
        self._schemes = {scheme.id: scheme for scheme in config.security_schemes}
        self._carried = carried
        self._values: dict[str, _Kept] = {}
        for scheme in config.security_schemes:
            value = values.get(scheme.id, values.get(scheme.arg))
            if value is None and scheme.env:
                value = os.environ.get(scheme.env) or None
            if value is not None:
                self._values[scheme.id] = _keep(scheme, value)
        self.tokens: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Credentials for {', '.join(self._values) or 'nothing'}>"

    def with_values(self, values: Mapping[str, CredentialValue | None]) -> Credentials:
        copy = Credentials.__new__(Credentials)
        copy._schemes, copy._carried, copy.tokens = self._schemes, self._carried, {}
        copy._values = dict(self._values)
        for scheme in self._schemes.values():
            value = values.get(scheme.id, values.get(scheme.arg))
            if value is not None:
                copy._values[scheme.id] = _keep(scheme, value)
        return copy

    def shown(self, scheme_id: str) -> Any:
        kept = self._values.get(scheme_id)
        if kept is None:
            return None
        if kept.give is not None or len(kept.parts) < 2:
            return kept.give or kept.text
        return (*kept.pair, kept.client_auth) if kept.client_auth else kept.pair

    def secrets(self) -> Iterator[str]:
        for kept in self._values.values():
            yield kept.text
            first, second = kept.pair
            if second:
                yield from (second, basic(first, second), basic(first, second).partition(" ")[2])
        for token in self.tokens.values():
            yield token.value.reveal()

    def names(self) -> frozenset[str]:
        return frozenset(scheme.arg for scheme in self._schemes.values() if scheme.arg)

    def resolve(self, security: tuple[tuple[str, ...], ...], headers: Container[str]) -> tuple[SecurityScheme, ...]:
        for alternative in security:
            if alternative and all(self._available(scheme) for scheme in alternative):
                return tuple(self._schemes[scheme] for scheme in alternative)
        if not security or () in security:
            return ()
        for alternative in security:
            if all(self._available(scheme) or self._set_by_hand(scheme, headers) for scheme in alternative):
                return tuple(self._schemes[scheme] for scheme in alternative if self._available(scheme))
        raise MissingCredentialsError(f"no credentials: {' or '.join(self._missing(names) for names in security)}")

    def forget(self, scheme: SecurityScheme, used: tuple[str, ...]) -> None:
        token = self.tokens.get(scheme.id)
        if token is not None and token.value.reveal() in used:
            self.tokens.pop(scheme.id, None)

    def value(self, scheme: SecurityScheme) -> Flow[str]:
        kept = self._values[scheme.id]
        if kept.give is None:
            return kept.text
        text: object = yield Ask(kept.give)
        if not isinstance(text, str) or not text.strip():
            raise InvalidRequestError(f"{scheme.arg}: the function gives no text, or blank text")
        return text

    def buys(self, scheme: SecurityScheme) -> bool:
        kept = self._values.get(scheme.id)
        pair = kept is not None and len(kept.parts) == 2
        return scheme.kind == "client_credentials" or (scheme.kind == "oauth2" and pair)

    def pair(self, scheme: SecurityScheme) -> tuple[str, str]:
        return self._values[scheme.id].pair

    def client_auth(self, scheme: SecurityScheme) -> ClientAuth:
        return self._values[scheme.id].client_auth or scheme.client_auth

    def _available(self, name: str) -> bool:
        scheme = self._schemes.get(name)
        return scheme is not None and (name in self._values or (scheme.kind in CARRIED and self._carried))

    def _set_by_hand(self, name: str, headers: Container[str]) -> bool:
        scheme = self._schemes.get(name)
        if scheme is None:
            return False
        if scheme.kind != "api_key":
            return "authorization" in headers
        where = {"query": f"?{scheme.name}", "cookie": "cookie"}
        return where.get(scheme.location, scheme.name.lower()) in headers

    def _missing(self, alternative: tuple[str, ...]) -> str:
        return " and ".join(_how(self._schemes.get(name), name) for name in alternative if not self._available(name))


def _how(scheme: SecurityScheme | None, name: str) -> str:
    if scheme is None:
        return f"a credential for {name}"
    if scheme.kind == "mutual_tls":
        return "pass `http_client` with a client certificate"
    if scheme.kind == "challenge":
        return f"pass `http_client` with authentication by {scheme.name}"
    return f"pass `{scheme.arg}`" + (f" or set {scheme.env}" if scheme.env else "")


def _keep(scheme: SecurityScheme, value: CredentialValue) -> _Kept:
    if callable(value):
        return _Kept(give=value)
    given: Any = value
    parts: list[Any] = [*given] if type(given) in {tuple, list} else [given]
    client_auth: ClientAuth | None = None
    if len(parts) == 3 and scheme.kind in {"client_credentials", "oauth2"} and parts[2] in get_args(ClientAuth):
        client_auth = parts.pop()
    takes_two = scheme.kind in {"basic", "client_credentials", "oauth2"}
    if not all(isinstance(part, str) for part in parts) or not 1 <= len(parts) <= 1 + takes_two:
        pair = ", a pair of texts" if takes_two else ""
        raise InvalidRequestError(f"{scheme.arg}: a credential is text{pair} or a function that gives one")
    texts = [str(part) for part in parts]
    needs_two = scheme.kind in {"basic", "client_credentials"}
    halves = texts[0].split(":", 1) if needs_two and len(texts) == 1 else texts
    if not any(text.strip() for text in texts):
        raise _blank(scheme, "a credential of spaces only" if any(texts) else "an empty credential")
    if needs_two and len(halves) == 1:
        raise InvalidRequestError(f"{scheme.arg}: two parts are needed, as a pair or with a colon between")
    if not halves[0].strip() or (not halves[-1].strip() and (halves[-1] or scheme.kind != "basic")):
        raise _blank(scheme, f"the {'second' if halves[0].strip() else 'first'} part of the pair is blank")
    if scheme.kind == "basic" and ":" in halves[0]:
        raise InvalidRequestError(f"{scheme.arg}: a user's name has no colon (RFC 7617)")
    return _Kept(tuple(map(Secret, texts)), client_auth)


def _blank(scheme: SecurityScheme, what: str) -> InvalidRequestError:
    return InvalidRequestError(f"{scheme.arg}: {what}; {_how(scheme, scheme.id)}")


def credential(
    credentials: Credentials,
    schemes: tuple[SecurityScheme, ...],
    token: Callable[[SecurityScheme], Flow[str]],
) -> Flow[Credential]:
    headers, query, cookies, secrets = Confidential(), Confidential(), Confidential(), list[str]()
    for scheme in schemes:
        if scheme.kind in CARRIED:
            continue
        buys = credentials.buys(scheme)
        text = yield from token(scheme) if buys else credentials.value(scheme)
        secrets.append(text)
        if scheme.kind == "api_key":
            if scheme.location == "query":
                query[scheme.name] = text
            elif scheme.location == "cookie":
                cookies[scheme.name] = quote(text, safe="!#$&'()*+-./:<=>?@[]^_`{|}~")
            else:
                headers[scheme.name.lower()] = header_text(scheme.arg, text)
            continue
        if scheme.kind == "basic":
            text = basic(*credentials.pair(scheme))
        elif scheme.kind in {"bearer", "client_credentials", "oauth2"}:
            text = f"Bearer {text}"
        elif scheme.name != "Authorization":
            text = f"{scheme.name} {text}"
        headers["authorization"] = header_text(scheme.arg, text)
    return Credential(headers, query, cookies, tuple(secrets))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
