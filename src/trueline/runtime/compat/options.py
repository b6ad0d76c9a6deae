"""Options of a client: what carries a credential, a header, a part of every path, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, overload

from ..errors import APIError
from ..operation import Param
from ..unset import UNSET

__all__ = ["Credential", "Option", "Values"]

_TRUE = frozenset({"1", "true", "yes", "on"})
_KINDS: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text.strip().lower() in _TRUE,
    "integer": int,
    "number": float,
}
_FIRST = frozenset({"username", "client_id"})


class Option(NamedTuple):
    """An option: its argument, the variable of the environment that it falls back to, and where its value goes.

    ``role``: which of its scheme's two parts it is. ``variable``: of the server's URL.
    """

    arg: str
    scheme: str = ""
    env: str = ""
    required: bool = False
    role: str = ""
    kind: str = "string"
    default: Any = None
    header: str = ""
    query: str = ""
    path: str = ""
    variable: str = ""
    body: str = ""


class Credential:
    """An attribute of the client that holds an option and may be changed."""

    def __init__(self, option: Option) -> None:
        self._option = option

    @overload
    def __get__(self, instance: None, owner: object) -> Credential: ...

    @overload
    def __get__(self, instance: object, owner: object) -> Any: ...

    def __get__(self, instance: Any, owner: object) -> Any:
        return self if instance is None else instance._option(self._option.arg)

    def __set__(self, instance: Any, value: Any) -> None:
        instance._set_option(self._option, value)


class Values:
    """What the options of one client are. Shows none of it."""

    __slots__ = ("_options", "_values")

    def __init__(self, options: Iterable[Option], values: Mapping[str, Any]) -> None:
        self._options = tuple(options)
        self._values = dict(values)

    def __repr__(self) -> str:
        return f"<options {', '.join(self._values)}>"

    def __getitem__(self, arg: str) -> Any:
        return self._values[arg]

    @classmethod
    def collected(cls, options: Iterable[Option], values: Mapping[str, Any], error: type[APIError]) -> Values:
        """What a caller gave, else the environment's, else the usual. Raises ``error`` for one that has to be."""
        return cls(options, {option.arg: _option_value(option, values[option.arg], error) for option in options})

    def changed(self, values: Mapping[str, Any]) -> Values:
        """The same with some others."""
        return Values(self._options, {**self._values, **values})

    @property
    def credentials(self) -> dict[str, Any]:
        """By scheme: a text, or both parts of a pair where both are there."""
        found: dict[str, Any] = {}
        pairs: dict[str, dict[bool, Any]] = {}
        for option in self._options:
            value = self._values[option.arg]
            if option.scheme and not option.role:
                found[option.scheme] = value
            elif option.scheme:
                pairs.setdefault(option.scheme, {})[option.role in _FIRST] = value
        for scheme, parts in pairs.items():
            if found.get(scheme) is None:
                first, second = parts.get(True), parts.get(False)
                found[scheme] = None if first is None or second is None else (first, second)
        return found

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every request."""
        return dict(self._sent("header"))

    @property
    def query(self) -> dict[str, str]:
        """The query of every request."""
        return dict(self._sent("query"))

    def filled(self, url: str) -> str:
        """A URL with its variables."""
        for option in self._options:
            if option.variable and self._values[option.arg] is not None:
                url = url.replace(f"{{{option.variable}}}", str(self._values[option.arg]))
        return url

    def servers(self, known: tuple[str, ...]) -> dict[str, Any]:
        """The variables of the document's servers."""
        named = ((option.variable, self._values[option.arg]) for option in self._options)
        return {name: value for name, value in named if name in known and value is not None}

    def of(self, param: Param, client: str) -> Any:
        """What a parameter is that the caller of a method leaves to the client; ``UNSET`` where it knows nothing.

        Raises ``ValueError`` for a part of the path that nobody gave.
        """
        for option in self._options:
            name = {"path": option.path, "header": option.header, "query": option.query}.get(param.location, "")
            if name and (name == param.name or (param.location == "header" and name.lower() == param.name.lower())):
                value = self._values[option.arg]
                if value is None and param.location == "path":
                    example = f"{client}({option.arg}='abcd')"
                    raise ValueError(
                        f"Missing {option.arg} argument; Please provide it at the client level, e.g. {example}"
                        " or per method."
                    )
                return UNSET if value is None else value
        return UNSET

    def in_body(self, name: str) -> Any:
        """What the property ``name`` of a body is that the caller leaves to the client; ``None`` for nothing."""
        return next((self._values[option.arg] for option in self._options if option.body == name), None)

    def _sent(self, place: str) -> Iterator[tuple[str, str]]:
        for option in self._options:
            name, value = getattr(option, place), self._values[option.arg]
            if name and value is not None:
                yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _option_value(option: Option, value: Any, error: type[APIError]) -> Any:
    text = os.environ.get(option.env) if value is None and option.env else None
    if text is not None:
        value = _KINDS.get(option.kind, str)(text)
    if value is None:
        value = option.default
    if value is None and option.required:
        where = f" or by setting the {option.env} environment variable" if option.env else ""
        raise error(f"The {option.arg} client option must be set either by passing {option.arg} to the client{where}")
    return value
