"""Members of unions: which is which, and what tells them apart."""

from __future__ import annotations

from trueline.codegen.typing_of import component
from trueline.diff.changes import Changes, Spot
from trueline.diff.pairs import Pairs
from trueline.diff.types import identity
from trueline.spec.document import Json

Matched = tuple[list[tuple[Json, Json]], list[Json], list[Json]]


def match(old: list[Json], new: list[Json], pairs: Pairs, at: Spot) -> Matched:
    """The members that are the same, those that are gone, and those that are new."""
    rest = {identity(member): member for member in new}
    matched: list[tuple[Json, Json]] = []
    gone: list[Json] = []
    for member in old:
        name = identity(member)
        other = rest.pop(pairs.renamed.get(name, name), None)
        if other is None:
            gone.append(member)
        else:
            matched.append((member, other))
    for member in list(gone):
        other_name = next((name for name, other in rest.items() if _renamed(member, other, pairs, at)), None)
        if other_name is not None:
            gone.remove(member)
            matched.append((member, rest.pop(other_name)))
    return matched, gone, list(rest.values())


def _renamed(a: Json, b: Json, pairs: Pairs, at: Spot) -> bool:
    if "$ref" not in a or "$ref" not in b:
        return False
    x, y = component(a["$ref"]), component(b["$ref"])
    return (pairs.are_variants(x, y) or pairs.is_rename(x, y)) and pairs.meet(x, y, at) != "other"


def compare_discriminators(a: Json, b: Json, at: Spot, pairs: Pairs, changes: Changes) -> None:
    """The property that tells the members of two unions apart, and what its values mean."""
    old: Json | None = a.get("discriminator")
    new: Json | None = b.get("discriminator")
    if old is None and new is None:
        return
    if old is None or new is None:
        rule = "discriminator-added" if old is None else "discriminator-removed"
        changes.add(rule, at, old=_property(a, pairs, old=True), new=_property(b, pairs, old=False))
        return
    if old["propertyName"] != new["propertyName"]:
        was, is_ = _property(a, pairs, old=True), _property(b, pairs, old=False)
        code = {"before": f"{at.code}.{was}", "after": f"{at.code}.{is_}"} if at.code else {"before": was, "after": is_}
        changes.add("discriminator-property-changed", at, old=was, new=is_, **code)
    _compare_values(old.get("mapping", {}), new.get("mapping", {}), at, pairs, changes)


def _compare_values(old: Json, new: Json, at: Spot, pairs: Pairs, changes: Changes) -> None:
    was, is_ = ({value: component(ref) for value, ref in mapping.items()} for mapping in (old, new))
    for value, name in was.items():
        if value not in is_:
            changes.add("discriminator-value-removed", at, name=value, old=name, before=f"{value}: {name}")
        elif is_[value] not in (name, pairs.renamed.get(name)) and not pairs.are_variants(name, is_[value]):
            words = {"before": f"{value}: {name}", "after": f"{value}: {is_[value]}"}
            changes.add("discriminator-value-changed", at, name=value, old=name, new=is_[value], **words)
    for value, name in is_.items():
        if value not in was:
            changes.add("discriminator-value-added", at, name=value, new=name)


def _property(union: Json, pairs: Pairs, *, old: bool) -> str:
    """The attribute that tells the members apart; empty for a union without one."""
    discriminator: Json | None = union.get("discriminator")
    return pairs.attribute(union, str(discriminator["propertyName"]), old=old) if discriminator else ""
