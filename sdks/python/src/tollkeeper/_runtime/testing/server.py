from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx

from ..decoding import DecodeError
from ..operation import Operation
from ..settings import Timing
from ..unset import is_object
from . import Call
from .document import Described, Document, Documented
from .sample import Sampler
from .script import Endpoint, NoAnswerError

BASE_URL = "https://fake.invalid"
_GRANT = b"grant_type=client_credentials"
_TOKEN = {"access_token": "test-token", "token_type": "bearer", "expires_in": 3600}


class Kit(NamedTuple):
    package: str
    methods: Mapping[str, tuple[str, str, str]]
    credentials: Mapping[str, Any]
    bodies: Mapping[str, str] = {}


class Clock:
    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 0.0

    def timing(self) -> Timing:
        return Timing(monotonic=lambda: self._now, random=lambda: 0.5, sleep=self._sleep, sleep_async=self._sleep_async)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds

    async def _sleep_async(self, seconds: float) -> None:
        self._sleep(seconds)


class Fake:
    """The base of a generated ``FakeServer``."""

    def __init__(self, kit: Kit, *, seed: int = 0) -> None:
        self._kit = kit
        facts = files(f"{kit.package}.testing") / "facts.json"
        self._document = Document(facts.read_bytes, {name: method[0] for name, method in kit.methods.items()})
        self.sampler = Sampler(self._document, seed)
        self._endpoints: dict[str, Endpoint] = {}
        self._clock = Clock()
        self.calls: list[Call] = []

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.calls)} calls>"

    @property
    def names(self) -> list[str]:
        """The methods of the client, each with its resource, in the document's order."""
        return list(self._kit.methods)

    @property
    def slept(self) -> list[float]:
        """Seconds that clients would have waited between their attempts: here nobody waits."""
        return self._clock.slept

    def endpoint(self, name: str) -> Endpoint:
        """An operation, by the method of the client that calls it. Raises ``FakeServerError`` for one that is none."""
        if name not in self._endpoints:
            described = self._document.operation(name)
            documented = Documented(described, self._operation(name), self.sampler)
            self._endpoints[name] = Endpoint(documented, self.calls)
        return self._endpoints[name]

    def method(self, client: Any, name: str) -> Callable[..., Any]:
        """A method of a client with the arguments that it needs, made up: ``fake.method(client, "keys.create")()``."""
        found = client
        for step in name.split("."):
            found = getattr(found, step)
        given, body = self.endpoint(name).arguments(), self._kit.bodies.get(name, "body")
        return partial(found, **{body if arg == "body" else arg: value for arg, value in given.items()})

    def transport(self) -> httpx.MockTransport:
        """What an ``httpx.Client`` or ``httpx.AsyncClient`` of your own sends through to reach this server."""
        return httpx.MockTransport(self._handle)

    def connected(self, client: type[Any], http_client: Any, options: Mapping[str, Any]) -> Any:
        """A client of the SDK that reaches this server and nothing else."""
        given = {"base_url": BASE_URL, **self._kit.credentials, **options}
        return client(**given, http_client=http_client).with_options(_timing=self._clock.timing())

    def _operation(self, name: str) -> Operation[Any]:
        _, module, constant = self._kit.methods[name]
        operation: Operation[Any] = getattr(import_module(module, self._kit.package), constant)
        return operation

    def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if request.method == "POST" and request.content.startswith(_GRANT):
            return httpx.Response(200, json=_TOKEN, request=request)
        matched = self._document.match(request.method, path, partial(_value, request))
        self.calls.append(self._recorded(request, matched.operation, matched.path))
        endpoint = self.endpoint(matched.operation.name)
        try:
            wire = endpoint.answer(str(request.url), request.headers.get("accept", ""))
        except NoAnswerError as error:
            kind = httpx.ReadTimeout if error.failure == "timeout" else httpx.ReadError
            raise kind("the fake server gives no answer, as it was told", request=request) from None
        return httpx.Response(wire.status, headers=dict(wire.headers), content=wire.content, request=request)

    def _recorded(self, request: httpx.Request, described: Described, path: Mapping[str, str]) -> Call:
        content = request.content
        plain = _json(content) if "json" in request.headers.get("content-type", "") else None
        return Call(
            operation=described.name,
            key=described.key,
            method=request.method,
            url=str(request.url),
            path=path,
            query=parse_qs(urlsplit(str(request.url)).query, keep_blank_values=True),
            headers=dict(request.headers),
            content=content,
            json=plain,
            body=self._typed(plain, described),
        )

    def _typed(self, plain: Any, described: Described) -> Any:
        for media, schema in described.body.items():
            name = schema.get("$ref") if "json" in media else None
            known = getattr(import_module(".types", self._kit.package), name, None) if name else None
            read: Any = getattr(known, "from_dict", None)
            if read is not None and is_object(plain):
                try:
                    return read(plain)
                except DecodeError:
                    return plain
        return plain


def _value(request: httpx.Request, place: str) -> str | None:
    location, _, name = place.partition(" ")
    if location == "query":
        found: str | None = request.url.params.get(name)
        return found
    return request.headers.get(name) if location == "header" else None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
