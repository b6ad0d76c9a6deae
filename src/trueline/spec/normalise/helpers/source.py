"""Finds what a ``$ref`` of the loaded document names, whatever way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import build, from_fragment, join, parse

_MAX_HOPS = 64


class Source:
    """The loaded document, read by pointer. Nothing in it is changed."""

    def __init__(self, notes: Notes) -> None:
        self.root: Json = notes.source.value
        self.notes = notes
        self._found: dict[str, str | None] = {}
        self._named: dict[str, str] | None = None

    def at(self, pointer: str) -> Any:
        """The value at a pointer that exists."""
        node: Any = self.root
        for token in parse(pointer):
            node = node[int(token)] if is_array(node) else node[token]
        return node

    def follow(self, node: Any, pointer: str) -> tuple[Any, str]:
        """``node`` itself, or what its chain of ``$ref`` ends at; ``(None, pointer)`` when that is nowhere."""
        seen = {pointer}
        while is_object(node) and isinstance(node.get("$ref"), str):
            target = self.resolve(node["$ref"])
            if target is None:
                return None, pointer
            if target in seen:
                self.notes.refuse(
                    pointer, f"{node['$ref']} refers to itself", "Point it to where the object is described."
                )
            seen.add(target)
            node, pointer = self.at(target), target
        return node, pointer

    def resolve(self, ref: str) -> str | None:
        """The pointer of what ``ref`` names, with references on the way followed, or ``None`` when there is nothing."""
        if ref not in self._found:
            self._found[ref] = self._resolve(ref)
        return self._found[ref]

    def _resolve(self, ref: str) -> str | None:
        base, _, fragment = ref.partition("#")
        start = "" if not base else self._by_name(base)
        if start is None:
            return None
        if not fragment or fragment.startswith("/"):
            return self._walk(start, fragment)
        return self._by_name(f"#{unquote(fragment)}")

    def _walk(self, start: str, fragment: str) -> str | None:
        for tokens in (from_fragment(fragment), parse(fragment)):
            found = self._descend(parse(start) + tokens)
            if found is not None:
                return found
        return None

    def _descend(self, tokens: list[str]) -> str | None:
        node, pointer, hops = self.root, "", 0
        for token in tokens:
            while is_object(node) and token not in node and isinstance(node.get("$ref"), str):
                hops += 1
                target = self.resolve(node["$ref"]) if hops < _MAX_HOPS else None
                if target is None:
                    return None
                node, pointer = self.at(target), target
            child = _child(node, token)
            if child is None:
                return None
            node, pointer = child[0], join(pointer, token)
        return pointer

    def _by_name(self, name: str) -> str | None:
        if self._named is None:
            self._named = dict(_names(self.root))
        return self._named.get(name)


def _child(node: Any, token: str) -> tuple[Any] | None:
    if is_object(node) and token in node:
        return (node[token],)
    if is_array(node) and token.isascii() and token.isdigit() and int(token) < len(node):
        return (node[int(token)],)
    return None


def _names(root: Json) -> Iterator[tuple[str, str]]:
    """Every ``$id``, ``$anchor`` and ``$dynamicAnchor``, with its pointer; where several are equal, the last wins."""
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if is_object(node):
            for key, prefix in (("$id", ""), ("$self", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
                if isinstance(node.get(key), str):
                    yield prefix + node[key], build(path)
            stack += [(child, (*path, key)) for key, child in node.items() if isinstance(child, dict | list)]
        elif is_array(node):
            stack += [(child, (*path, index)) for index, child in enumerate(node) if isinstance(child, dict | list)]


def dynamic_anchors(root: Json) -> dict[str, list[str]]:
    """The pointers of all schemas with a ``$dynamicAnchor``, by its name, in document order."""
    found: dict[str, list[str]] = {}
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if is_object(node):
            if isinstance(node.get("$dynamicAnchor"), str):
                found.setdefault(node["$dynamicAnchor"], []).append(build(path))
            stack += [(child, (*path, key)) for key, child in reversed(node.items()) if isinstance(child, dict | list)]
        elif is_array(node):
            stack += [(child, (*path, index)) for index, child in reversed(list(enumerate(node)))]
    return found
