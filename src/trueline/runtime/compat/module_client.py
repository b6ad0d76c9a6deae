"""The client that a package has itself: ``acme.api_key = "..."; acme.books.list()``. Only where a names file asks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from threading import Lock
from typing import Any

from ..unset import UNSET

__all__ = ["ModuleClient"]


class ModuleClient:
    """Makes the client when it is first used, and again when an option that is an attribute of the package changes."""

    def __init__(self, package: str, client: str, options: Iterable[str]) -> None:
        self._package = package
        self._client_name = client
        self._options = tuple(options)
        self._lock = Lock()
        self._made: Any = None
        self._given: dict[str, Any] = {}

    def load(self) -> Any:
        """The client. Raises the package's error where a credential is missing."""
        module = sys.modules[self._package]
        given = {name: vars(module)[name] for name in self._options if name in vars(module)}
        with self._lock:
            if self._made is None or self._is_other(given):
                set_ = {name: value for name, value in given.items() if value is not None or name == "timeout"}
                self._made = getattr(import_module(f"{self._package}._client"), self._client_name)(**set_)
                self._given = given
            return self._made

    def reset(self) -> None:
        """Forget the client: the next use makes another."""
        with self._lock:
            self._made = None

    def proxies(self, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
        """What stands for each attribute of the client, without making it."""
        for name in names:
            yield name, _Proxy(self, name)

    def _is_other(self, given: dict[str, Any]) -> bool:
        return any(given.get(name, UNSET) is not self._given.get(name, UNSET) for name in self._options)


class _Proxy:
    """A resource, or a method, of the client that there is when it is used."""

    __slots__ = ("_name", "_owner")

    def __init__(self, owner: ModuleClient, name: str) -> None:
        self._owner = owner
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # whoever looks for a protocol does not want a client
            raise AttributeError(name)
        return getattr(getattr(self._owner.load(), self._name), name)

    def __call__(self, *args: Any, **options: Any) -> Any:
        return getattr(self._owner.load(), self._name)(*args, **options)

    def __dir__(self) -> Iterable[str]:
        return dir(getattr(self._owner.load(), self._name))

    def __repr__(self) -> str:
        return f"<{self._name} of the package's own client>"
