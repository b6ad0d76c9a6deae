"""A document with keys added here and there; everything else is shared with the original."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import METHODS
from trueline.spec.pointer import from_fragment, join, parse


class Edits:
    """Copies what it changes, once."""

    def __init__(self, value: Json) -> None:
        self.value: Json = dict(value)
        self._own: dict[tuple[str, ...], Any] = {(): self.value}

    def at(self, tokens: list[str]) -> Any:
        """What stands at a pointer; ``None`` for nothing. References are not followed."""
        node: Any = self.value
        for token in tokens:
            if is_object(node):
                node = node.get(token)
            elif is_array(node):
                node = node[int(token)] if token.isdigit() and int(token) < len(node) else None
            else:
                return None
        return node

    def owned(self, tokens: list[str]) -> Any:
        """The container at a pointer that exists, copied so that it may be changed; a referred one takes its place."""
        path = tuple(tokens)
        if path not in self._own:
            parent = self.owned(tokens[:-1])
            key: Any = int(tokens[-1]) if is_array(parent) else tokens[-1]
            old = parent[key]
            parent[key] = self._own[path] = dict(old) if is_object(old) else list(old)
        return self._own[path]

    def follow(self, tokens: list[str]) -> list[str]:
        """The pointer at the end of all references that begin here."""
        for _ in range(32):
            node = self.at(tokens)
            if not is_object(node) or not isinstance(node.get("$ref"), str) or not node["$ref"].startswith("#"):
                break
            tokens = from_fragment(str(node["$ref"]).removeprefix("#"))
        return tokens

    def routes(self) -> Iterator[tuple[str, str, str]]:
        """Path, method and pointer of every operation."""
        paths = self.value.get("paths")
        for path in list(paths) if is_object(paths) else ():
            for method in METHODS:
                if not path.startswith("x-") and self.operation(path, method) is not None:
                    yield path, method, join("/paths", path, method)

    def operation(self, path: str, method: str) -> Json | None:
        """An operation, read only; ``None`` for none."""
        item = self.at(self.follow(["paths", path]))
        found = item.get(method) if is_object(item) else None
        return found if is_object(found) else None

    def own_operation(self, path: str, method: str) -> Json:
        """An operation that may be changed: a path item that is a reference is written out where it is used."""
        self._write_out(path)
        owned: Json = self.owned(["paths", path, method])
        return owned

    def drop(self, path: str, method: str) -> None:
        """Takes an operation out."""
        self._write_out(path)
        del self.owned(["paths", path])[method]

    def _write_out(self, path: str) -> None:
        target = self.follow(["paths", path])
        if target != ["paths", path]:
            self.owned(["paths"])[path] = dict(self.at(target))


def tokens_of(reference: str) -> list[str]:
    """``#/components/schemas/Pet`` or the name of a component → its pointer as tokens."""
    if reference.startswith("#"):
        return parse(reference.removeprefix("#"))
    return ["components", "schemas", reference]
