"""Two surfaces in, a diff out. What the document's diff says too is said here again: see ``raised``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from trueline.diff.changes import Changes, Spot
from trueline.diff.model import Diff
from trueline.diff.surface.annotations import relation
from trueline.diff.surface.functions import compare_functions
from trueline.diff.surface.groups import groups
from trueline.diff.surface.read import read
from trueline.diff.surface.shapes import Attribute, Class, Definition, Function, Surface

_KINDS = {Class: "a class", Function: "a function", Attribute: "a value"}
#: What the classes are called that answer with responses, after the resource whose methods they have.
_VIEWS = ("WithRawResponse", "WithStreamingResponse")


def compare_surface(old: Path, new: Path) -> Diff:
    """What changes for code that uses a package. ``old`` and ``new`` are the package's folders, or wheels."""
    parsed: dict[str, ast.Module] = {}  # of the runtime, both have the same text
    was, is_ = read(old, parsed), read(new, parsed)
    return _Comparison(was, is_).run()


def raised(diff: Diff, surface: Diff) -> Diff:
    """``diff``, and of the surface's changes those that ask for more than it does: they can only raise the level."""
    return diff + Diff(tuple(change for change in surface.changes if change.sdk > diff.level))


class _Comparison:
    def __init__(self, old: Surface, new: Surface) -> None:
        self._old, self._new = old, new
        self._changes = Changes()
        self._groups = groups(old) | groups(new)
        self._compared: set[tuple[str, str]] = set()

    def run(self) -> Diff:
        for name, place in _missing(self._old.names, self._new.names):
            self._changes.add("python-name-removed", self._at(place, name, ""), name=name, before=name)
        for name, place in _missing(self._new.names, self._old.names):
            self._changes.add("python-name-added", self._at(place, "", name), name=name)
        for name, place in self._old.names.items():
            if name in self._new.names:
                self._same_name(name, place, self._new.names[name])
        return self._changes.diff()

    def _at(self, place: str, old: str, new: str) -> Spot:
        return Spot(self._groups.get(place, "python"), f"`{new or old}`", old, new)

    def _same_name(self, name: str, old: str, new: str) -> None:
        """What one name means on both sides; once, however many names it has."""
        if (old, new) in self._compared:
            return
        self._compared.add((old, new))
        a, b = self._old.definitions[old], self._new.definitions[new]
        if a == b or self._has_twin(name, a, b) or self._is_view(name):
            return
        shown = name.split(".", 1)[1] if "." in name else name
        self._definition(shown.removeprefix("types."), a, b, self._at(new, name, name))

    def _has_twin(self, name: str, a: Definition, b: Definition) -> bool:
        """Whether an async class changes as its sync one does, which is told of."""
        module, _, symbol = name.rpartition(".")
        if not symbol.startswith("Async") or not isinstance(a, Class) or not isinstance(b, Class):
            return False
        twin = f"{module}.{symbol.removeprefix('Async')}"
        x, y = (side.definitions.get(side.names.get(twin, "")) for side in (self._old, self._new))
        if not isinstance(x, Class) or not isinstance(y, Class):
            return False
        return _changed(a, b) == _changed(x, y)

    def _is_view(self, name: str) -> bool:
        """Whether a class says in other words what another one says: it follows from that, method by method.

        How a method stands there depends on its neighbours and on whether it is deprecated; what it promises does not.
        """
        owner = next((name.removesuffix(view) for view in _VIEWS if name.endswith(view)), "")
        return all(
            isinstance(side.definitions.get(side.names.get(owner, "")), Class) for side in (self._old, self._new)
        )

    def _definition(self, name: str, a: Definition, b: Definition, at: Spot) -> None:
        if type(a) is not type(b):
            words = {"old": _KINDS[type(a)], "new": _KINDS[type(b)]}
            self._changes.add("python-kind-changed", at, name=name, before=name, after=name, **words)
        elif isinstance(a, Class) and isinstance(b, Class):
            self._class(name, a, b, at)
        elif isinstance(a, Function) and isinstance(b, Function):
            compare_functions(name, a, b, at, self._changes)
        elif isinstance(a, Attribute) and isinstance(b, Attribute):
            self._alias(name, a, b, at)

    def _alias(self, name: str, a: Attribute, b: Attribute, at: Spot) -> None:
        """A type by another name. One that stands for what is sent may not become narrower."""
        if not a.is_alias and not b.is_alias:
            return  # values of modules are no promises
        how = relation(a.value, b.value)
        if how == "same":
            return
        sent = name.endswith(("Value", "Param"))
        if how == "wider":
            rule = "python-alias-widened"
        else:
            breaks = how == "other" or sent
            rule = "python-attribute-changed" if breaks else "python-attribute-narrowed"
        self._changes.add(rule, at, name=name, old=a.value, new=b.value, before=a.value, after=b.value)

    def _class(self, name: str, a: Class, b: Class, at: Spot) -> None:
        for base in a.bases:
            if base not in b.bases:
                self._changes.add("python-base-removed", at, name=name, old=base, before=f"class {name}({base})")
        for base in b.bases:
            if base not in a.bases:
                self._changes.add("python-base-added", at, name=name, new=base)
        if b.deprecated and not a.deprecated:
            self._changes.add("python-deprecated", at, name=name)
        for member, x in a.members.items():
            full = name if member == "__init__" else f"{name}.{member}"
            if member not in b.members:
                self._changes.add("python-name-removed", at, name=full, before=full)
            elif x != b.members[member]:
                self._member(full, a, x, b.members[member], at)
        for member, y in b.members.items():
            if member not in a.members:
                self._added(f"{name}.{member}", name, member, b, y, at)

    def _member(self, name: str, owner: Class, a: Function | Attribute, b: Function | Attribute, at: Spot) -> None:
        if isinstance(a, Function) and isinstance(b, Function):
            compare_functions(name, a, b, at, self._changes)
        elif isinstance(a, Attribute) and isinstance(b, Attribute):
            self._attribute(name, owner, a, b, at)
        else:
            words = {"old": _KINDS[type(a)], "new": _KINDS[type(b)]}
            self._changes.add("python-kind-changed", at, name=name, before=name, after=name, **words)

    def _attribute(self, name: str, owner: Class, a: Attribute, b: Attribute, at: Spot) -> None:
        if owner.is_enum and a.value != b.value:
            snippets = {"before": a.value, "after": b.value}
            self._changes.add("python-value-changed", at, name=name, old=a.value, new=b.value, **snippets)
        how = relation(a.annotation, b.annotation)
        words = {"name": name, "old": a.annotation, "new": b.annotation}
        snippets = {"before": f"{name}: {a.annotation}", "after": f"{name}: {b.annotation}"}
        if owner.is_typed_dict:
            needed = b.annotation.startswith("Required[") and not a.annotation.startswith("Required[")
            if needed:
                owner_name, _, key = name.rpartition(".")
                self._changes.add("python-argument-became-required", at, name=owner_name, argument=key, **snippets)
            if how != "same":
                rule = "python-attribute-widened" if how == "wider" else "python-attribute-changed"
                self._changes.add(rule, at, **words, **snippets)
        elif how != "same":
            rule = "python-attribute-narrowed" if how == "narrower" else "python-attribute-changed"
            self._changes.add(rule, at, **words, **snippets)

    def _added(self, full: str, name: str, member: str, owner: Class, new: Function | Attribute, at: Spot) -> None:
        """A new member. One that requests must have breaks those who make such objects."""
        sent = owner.is_typed_dict and isinstance(new, Attribute) and new.annotation.startswith("Required[")
        if sent:
            self._changes.add("python-required-argument-added", at, name=name, argument=member, before=f"{name}(...)")
        else:
            self._changes.add("python-name-added", at, name=full)


def _missing(names: Mapping[str, str], others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names that the other side does not have: of several for one thing, the shortest."""
    told: set[str] = set()
    for name, place in names.items():
        if name not in others and place not in told:
            told.add(place)
            yield name, place


def _changed(a: Class, b: Class) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The members that are gone, new and different."""
    was, is_ = a.members, b.members
    different = frozenset(name for name in was.keys() & is_.keys() if was[name] != is_[name])
    return frozenset(was.keys() - is_.keys()), frozenset(is_.keys() - was.keys()), different
