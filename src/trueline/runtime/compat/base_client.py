"""What clients of both kinds have with the arguments and attributes of the other generator's."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..client import BaseClient
from ..errors import APIError
from ..flow import Exchange, call
from ..messages import Confidential
from ..operation import ClientConfig, Operation, Param
from ..unset import UNSET, Unset
from .http import library
from .options import Option, Values
from .platform import platform_headers
from .unwrap import unwrapped
from .views import Views
from .wire import local_times, on_the_wire

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from .rules import Rule


T = TypeVar("T")
_DROPPED = (None, UNSET)


class BaseURL:
    """``client.base_url``."""

    def __get__(self, instance: Any, owner: object) -> Any:
        return self if instance is None else library().URL(instance._address + "/")

    def __set__(self, instance: Any, url: Any) -> None:
        instance._move(str(url))


class Compat(BaseClient[Any]):
    """What both clients share."""

    _options: ClassVar[tuple[Option, ...]] = ()
    _error: ClassVar[type[APIError]] = APIError
    #: Whether requests say from what platform they come; headers of every request.
    _platform: ClassVar[bool] = True
    _headers: ClassVar[Mapping[str, str]] = {}
    #: By the id of an operation, the property that its method takes out of the answer.
    _unwrapped: ClassVar[Mapping[str, str]] = {}
    #: What streams do with their events, where the older SDK had rules of its own.
    _rules: ClassVar[tuple[Rule, ...]] = ()
    #: How the items of a list in a form are named: ``brackets``, ``indices``, ``repeat`` or ``comma``.
    _form_arrays: ClassVar[str] = "brackets"
    #: By the id of an operation, options of its calls.
    _requests: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    #: Whether raw responses are parsed without awaiting, as in the first SDKs of the other generator.
    _plain: ClassVar[bool] = False
    _kind = "false"
    _values: Values
    _http_client: Any

    def __init__(
        self,
        config: ClientConfig,
        *,
        options: Mapping[str, Any],
        base_url: str | httpx.URL | None,
        timeout: Any,
        max_retries: int | None,
        default_headers: Mapping[str, str | None] | None,
        default_query: Mapping[str, Any] | None,
        http_client: Any,
        strict: bool,
        headers_env: str = "",
        **more: Any,
    ) -> None:
        self._values = Values.collected(self._options, options, self._error)
        self._http_client = http_client
        own = {**_headers_of(os.environ.get(headers_env, "")), **(default_headers or {})}
        super().__init__(
            config,
            credentials=self._values.credentials,
            base_url=None if base_url is None else self._values.filled(str(base_url)),
            server_variables=self._values.servers(config.server_variables),
            timeout=timeout,
            max_retries=max_retries,
            default_headers={**self._fixed(config.version), **own},
            default_query={**self._values.query, **(default_query or {})},
            http_client=http_client,
            strict="types" if strict else False,
            **more,
        )
        self._strict_response_validation = strict

    def _fixed(self, version: str) -> dict[str, str]:
        """The headers of every request that no caller gave."""
        own = platform_headers(version, self._kind) if self._platform else {}
        return {**own, **self._headers, **self._values.headers}

    def _option(self, arg: str) -> Any:
        """What an option is."""
        return self._values[arg]

    def _set_option(self, option: Option, value: Any) -> None:
        """Change an option."""
        self._values = self._values.changed({option.arg: value})
        self._settings = self._with_values(self._values)._settings

    def _with_values(self, values: Values) -> Self:
        """A copy that sends these options."""
        return self._changed(credentials=values.credentials, default_headers=values.headers, default_query=values.query)

    def _asked(self, op: Operation[T], args: Mapping[str, Any]) -> tuple[Operation[T], Mapping[str, Any]]:
        """The operation as its method answers, and the arguments; none that stands in the path is empty."""
        if op.deprecated:
            warnings.warn("deprecated", DeprecationWarning, stacklevel=4)
        args = {name: local_times(value) for name, value in args.items()}
        for param in op.params:
            value = args.get(param.arg, UNSET)
            if value in _DROPPED:
                value = args[param.arg] = self._filled(param, value)
            if param.location == "path" and (value in _DROPPED or value == ""):
                shown = None if value is UNSET else value
                raise ValueError(f"Expected a non-empty value for `{param.arg}` but received {shown!r}")
        for arg, wire in op.body.fields if op.body is not None else ():
            if args.get(arg, UNSET) in _DROPPED and (found := self._values.in_body(wire)) is not None:
                args[arg] = found
        known = unwrapped(op, self._unwrapped[op.id]) if op.id in self._unwrapped else op
        args = on_the_wire(self._settings.config.package, op, args)
        if op.body is not None and op.body.contents[0].kind == "multipart":
            from .forms import bracketed

            return bracketed(known, args, self._form_arrays)
        return known, args

    def _said(self, op: Operation[Any], options: Mapping[str, Any]) -> Any:
        """The options of one call; what the names file says of its method, where the caller says nothing."""
        usual = self._requests.get(op.id)
        if usual is None:
            return _kept(options)
        given = _kept(options)
        both = {
            name: {**usual[name], **given.get(name, {})} for name in ("extra_headers", "extra_query") if name in usual
        }
        return {**usual, **given, **both}

    def _filled(self, param: Param, value: Any) -> Any:
        found = self._values.of(param, type(self).__name__)
        return value if found is UNSET else found

    #: Where requests go, as the HTTP library has it; it may be set.
    base_url: Any = BaseURL()

    @property
    def _address(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    def _move(self, url: str) -> None:
        """Send requests elsewhere."""
        self._settings = self._changed(base_url=url)._settings

    @property
    def max_retries(self) -> int:
        """How often a call is tried again where that is safe."""
        return self._settings.max_retries

    @property
    def timeout(self) -> Any:
        """Seconds for one attempt, or the HTTP library's own timeout."""
        return self._settings.timeout

    @property
    def default_headers(self) -> dict[str, str | None]:
        """The headers of every request."""
        return dict(self._settings.headers)

    @property
    def default_query(self) -> dict[str, Any]:
        """The query of every request."""
        return dict(self._settings.query)

    @property
    def with_raw_response(self) -> Any:
        """The client; each method answers with its response."""
        return Views(self, "with_raw_response")

    @property
    def with_streaming_response(self) -> Any:
        """The client; each method answers with its response, the body unread."""
        return Views(self, "with_streaming_response")

    def _copied(
        self,
        *,
        base_url: str | httpx.URL | None = None,
        timeout: Any = UNSET,
        http_client: Any = None,
        max_retries: int | Unset = UNSET,
        default_headers: Mapping[str, str] | None = None,
        set_default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, Any] | None = None,
        set_default_query: Mapping[str, Any] | None = None,
        _extra_kwargs: Mapping[str, object] | None = None,
        _timing: Any = None,
        **options: Any,
    ) -> Self:
        """A client with other settings on the same connections; ``set_default_headers`` replaces those there are."""
        _not_both("default_headers", default_headers, set_default_headers)
        _not_both("default_query", default_query, set_default_query)
        given = self._given({**(_extra_kwargs or {}), **options})
        values = self._values.changed(given)
        twin = (self._with_values(values) if given else self)._changed(
            base_url=UNSET if base_url is None else values.filled(str(base_url)),
            timeout=timeout,
            max_retries=max_retries,
            default_headers=UNSET if default_headers is None else default_headers,
            default_query=UNSET if default_query is None else default_query,
            _timing=_timing,
        )
        twin._values = values
        twin._strict_response_validation = self._strict_response_validation
        twin._http_client = self._http_client
        if set_default_headers is not None or set_default_query is not None:
            twin._replace(set_default_headers, set_default_query)
        if http_client is not None:
            twin._http_client, twin._driver = http_client, twin._connect(http_client)
        return twin

    def _given(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options that are set. Raises ``TypeError`` for one that this client does not have."""
        known = {option.arg for option in self._options}
        for name in options:
            if name not in known:
                raise TypeError(f"copy() got an unexpected keyword argument {name!r}")
        return {arg: value for arg, value in options.items() if value is not None}

    @property
    def _any(self) -> Any:
        """This client, whose methods answer with other classes than the runtime's."""
        return self

    def _changed(self, **options: Any) -> Self:
        twin: Self = super().with_options(**options)
        return twin

    def _replace(self, headers: Mapping[str, str] | None, query: Mapping[str, Any] | None) -> None:
        settings = self._settings
        if headers is not None:
            own = {**self._fixed(settings.config.version), **headers}
            settings = settings._replace(headers=Confidential({name.lower(): value for name, value in own.items()}))
        if query is not None:
            settings = settings._replace(query=Confidential({**self._values.query, **query}))
        self._settings = settings

    def _undocumented(self, method: str, path: str, body: Any, options: Mapping[str, Any]) -> Any:
        known = _kept({key: value for key, value in options.items() if key in {"timeout", "max_retries"}})
        from ..escape import undocumented

        op, args, more, extra = undocumented(
            self._settings,
            method,
            path,
            json=UNSET if body is None else body,
            content=UNSET,
            query=options.get("params"),
            headers=options.get("headers"),
            options=known,
        )
        return call(self._settings, op, args, more, extra=extra)


def _headers_of(text: str) -> dict[str, str]:
    """Headers from a variable of the environment: one ``Name: value`` a line."""
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _kept(options: Mapping[str, Any]) -> Any:
    """Options as the runtime knows them: what is ``None`` or not given is not said, nor a timeout."""
    kept = {key: value for key, value in options.items() if key == "timeout" or value not in _DROPPED}
    if kept.get("timeout", UNSET) is UNSET:
        kept.pop("timeout", None)
    return kept


def is_download(exchange: Exchange) -> bool:
    """Whether what comes is bytes: by the document, where it has nothing else, whatever the server says."""
    answers = [content for content in exchange.op.responses.values() if content]
    return exchange.is_binary or (bool(answers) and all(None in content.values() for content in answers))


def plain_response(exchange: Exchange, driver: Any, parse: Callable[[Exchange], Any], *, reads: bool) -> Any:
    """A response that is parsed without awaiting; a download is itself what it is parsed to."""
    from .legacy import PlainAPIResponse, PlainBinaryResponse

    if not is_download(exchange):
        return PlainAPIResponse(exchange, driver, parse, reads=reads)
    if parse is body_of:
        return PlainBinaryResponse(exchange, driver, body_of, reads=reads)
    return PlainAPIResponse(
        exchange, driver, lambda _: PlainBinaryResponse(exchange, driver, body_of, reads=reads), reads=reads
    )


def body_of(exchange: Exchange) -> bytes:
    return exchange.answer.content or b""


def verb(method: str) -> Callable[..., Any]:
    """A method that sends a request that the document does not have."""

    def send(self: Any, path: str, *, cast_to: Any, body: Any = None, options: Mapping[str, Any] | None = None) -> Any:
        return self._send_undocumented(method, path, cast_to, body, options or {})

    return send


def _not_both(name: str, added: object, whole: object) -> None:
    if added is not None and whole is not None:
        raise ValueError(f"The `{name}` and `set_{name}` arguments are mutually exclusive")
