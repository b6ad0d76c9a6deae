"""Where a changelog lists what a package defines: resources by how the client reaches them, types by their name."""

from __future__ import annotations

from trueline.diff.surface.annotations import members
from trueline.diff.surface.shapes import Class, Function, Surface


def groups(surface: Surface) -> dict[str, str]:
    """The group of each place."""
    by_class = {place.rpartition(".")[2]: place for place in surface.definitions}
    by_place: dict[str, str] = {}
    for name, place in surface.names.items():
        if ".types." in name:
            by_place[place] = f"schema {name.rpartition('.')[2]}"
    for place, definition in surface.definitions.items():
        if isinstance(definition, Class) and any(base in {"SyncClient", "AsyncClient"} for base in definition.bases):
            by_place[place] = "api"
            _resources(definition, "", by_class, surface, by_place)
    return by_place


def _resources(owner: Class, path: str, by_class: dict[str, str], surface: Surface, groups: dict[str, str]) -> None:
    """The resources that an object has as properties, and those that they have."""
    for name, member in owner.members.items():
        if not isinstance(member, Function) or not member.is_property:
            continue
        for type_ in members(member.returns):
            place = by_class.get(type_, "")
            definition = surface.definitions.get(place)
            if isinstance(definition, Class) and place not in groups and ".resources." in place:
                groups[place] = f"{path}.{name}" if path else name
                _resources(definition, groups[place], by_class, surface, groups)
