"""The parameters of an operation, and what its arguments are called in Python."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trueline.diff.changes import Changes, Spot
from trueline.diff.lifecycle import compare_lifecycle, is_before_sunset
from trueline.diff.operations import Operation, Pair, spot
from trueline.diff.renames import renames
from trueline.diff.types import kind
from trueline.diff.values import Values
from trueline.diff.written import Arguments
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER

Key = tuple[str, str]
#: What Python calls the arguments of the old operation and of the new one.
Both = tuple[Arguments, Arguments]
_SINGLE = {"string", "integer", "number", "boolean", "const"}
_SHARED = re.compile(r"/(?:components/)?parameters/([^/]+)")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def compare_parameters(pair: Pair, names: Both, values: Values, changes: Changes) -> None:
    """Parameters by place and name; those of the path by their position in it. ``names``: what Python calls them."""
    a, b = pair
    called = _Called(*names)
    at = spot(a, b)
    was, is_ = _by_key(a), _by_key(b)
    gone = {key: parameter for key, parameter in was.items() if key not in is_}
    added = {key: parameter for key, parameter in is_.items() if key not in was}
    for key in was.keys() & is_.keys():
        if was[key] != is_[key]:
            _compare(was[key], is_[key], _of(at, is_[key], was[key]), called, values, changes)
    for key in list(gone):
        moved = next((other for other in added if other[1] == key[1] and "path" not in (key[0], other[0])), None)
        if moved is not None:
            _moved(gone.pop(key), added.pop(moved), at, called, values, changes)
    for old, new in _renamed(gone, added).items():
        _say_renamed(gone.pop(old), added.pop(new), at, called, changes)
    for parameter in gone.values():
        rule = "deprecated-parameter-removed" if parameter.get("deprecated") else "parameter-removed"
        if is_before_sunset(parameter, changes.today):
            rule = "parameter-removed-before-sunset"
        called.say(rule, _of(at, None, parameter), parameter, changes, old=True)
    for parameter in added.values():
        rule = "parameter-required-added" if parameter["required"] else "parameter-optional-added"
        called.say(rule, _of(at, parameter, None), parameter, changes)


def _renamed(gone: dict[Key, Json], added: dict[Key, Json]) -> dict[Key, Key]:
    """Parameters that travel in the same place as before, under another name."""
    pairs: dict[Key, Key] = {}
    for place in ("query", "header", "cookie"):
        old, new = ({name: each for (where, name), each in side.items() if where == place} for side in (gone, added))
        pairs |= {(place, name): (place, other) for name, other in renames(old, new).items()}
    return pairs


def _say_renamed(a: Json, b: Json, at: Spot, called: _Called, changes: Changes) -> None:
    was, is_ = called.was.of(a), called.now.of(b)
    calls = {"before": f"{at.code}({was}=...)", "after": f"{at.code}({is_}=...)"}
    words = {"old": was, "new": is_}
    if was == is_:
        words = {"old": str(a["name"]), "new": str(b["name"])}
        calls = {"before": f"{calls['before']}  # {a['name']}", "after": f"{calls['after']}  # {b['name']}"}
    rule = "parameter-required-renamed" if b["required"] else "parameter-optional-renamed"
    changes.add(rule, _of(at, b, a), where=b["in"], **words, **calls)


def _by_key(operation: Operation) -> dict[Key, Json]:
    """Parameters by place and name: headers in any case, path parameters by number."""
    numbers = {name: str(number) for number, name in enumerate(_TEMPLATE.findall(operation.path))}
    by_key: dict[Key, Json] = {}
    for parameter in operation.source["parameters"]:
        place, name = str(parameter["in"]), str(parameter["name"])
        key = name.lower() if place == "header" else numbers.get(name, name) if place == "path" else name
        by_key[place, key] = parameter
    return by_key


def _of(at: Spot, new: Json | None, old: Json | None) -> Spot:
    """The operation as the place, and the pointers of a parameter."""
    pointers = (old[POINTER] if old else at.old if new is None else "", new[POINTER] if new else "")
    return Spot(at.group, at.place, *pointers, subject="parameter", code=at.code)


@dataclass(frozen=True, slots=True)
class _Called:
    """What Python calls the parameters, then and now."""

    was: Arguments
    now: Arguments

    def say(self, rule: str, at: Spot, parameter: Json, changes: Changes, *, old: bool = False) -> None:
        """A change of a parameter that calls have to give, or that is gone (``old``)."""
        name = (self.was if old else self.now).of(parameter)
        call, plain = f"{at.code}({name}=...)", f"{at.code}(...)"
        snippets = {"before": call} if old else {"before": plain, "after": call}
        changes.add(rule, at, where=parameter["in"], name=name, **snippets)


def _compare(a: Json, b: Json, at: Spot, called: _Called, values: Values, changes: Changes) -> None:
    was, is_ = called.was.of(a), called.now.of(b)
    if was != is_ and a["in"] == "path":
        calls = {"before": f"{at.code}({was}=...)", "after": f"{at.code}({is_}=...)"}
        changes.add("path-parameter-renamed", at, old=was, new=is_, **calls)
    _compare_needed(a, b, at, called, changes)
    words = {"where": b["in"], "name": is_}
    if _style(a) != _style(b) and not _is_the_same(a, b):
        changes.add("parameter-style-changed", at, **words, old=_style(a), new=_style(b))
    if bool(a.get("deprecated")) != bool(b.get("deprecated")):
        changes.add("parameter-deprecated" if b.get("deprecated") else "parameter-reactivated", at, **words)
    here = _value_of(b, is_, at)
    compare_lifecycle(a, b, here, changes)
    x, y = _schema(a), _schema(b)
    if any(p.get("description") != q.get("description") for p, q in ((a, b), (x, y))):
        changes.text("description-changed", here)
    if any(p.get(key) != q.get(key) for p, q in ((a, b), (x, y)) for key in ("example", "examples")):
        changes.text("example-changed", here)
    values.compare(x, y, here)


def _compare_needed(a: Json, b: Json, at: Spot, called: _Called, changes: Changes) -> None:
    if a["required"] != b["required"]:
        called.say("parameter-became-required" if b["required"] else "parameter-became-optional", at, b, changes)


def _value_of(parameter: Json, name: str, at: Spot) -> Spot:
    """A parameter's value as the place. One that operations share is a place of its own, and told of once."""
    what = f"the {parameter['in']} parameter `{name}`"
    shared = _SHARED.fullmatch(at.new) if at.old == at.new else None
    group, place, code = (
        (f"parameter {shared[1]}", what, "...") if shared else (at.group, f"{at.place}: {what}", at.code)
    )
    return Spot(group, place, at.old, at.new, "parameter", f"{code}({name})")


def _moved(a: Json, b: Json, at: Spot, called: _Called, values: Values, changes: Changes) -> None:
    here = _of(at, b, a)
    changes.add("parameter-moved", here, name=called.now.of(b), old=a["in"], new=b["in"])
    _compare_needed(a, b, here, called, changes)
    values.compare(_schema(a), _schema(b), here)


def _schema(parameter: Json) -> Json:
    media: Json = next(iter(parameter.get("content", {}).values()), parameter)
    schema: Json = media["schema"]
    return schema


def _is_the_same(a: Json, b: Json) -> bool:
    """Whether two parameters differ in ``explode`` alone and have one value, which is written the same either way."""
    single = all(kind(_schema(parameter)) in _SINGLE for parameter in (a, b))
    return single and _style({**a, "explode": True}) == _style({**b, "explode": True})


def _style(parameter: Json) -> str:
    """How a parameter is written, in words."""
    words = [parameter["style"], "exploded" if parameter["explode"] else "not exploded"]
    words += ["with reserved characters"] if parameter.get("allowReserved") else []
    words += ["empty where it has no value"] if parameter.get("allowEmptyValue") else []
    words += [next(iter(parameter["content"]))] if "content" in parameter else []
    return ", ".join(words)
