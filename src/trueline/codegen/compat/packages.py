"""Packages below ``resources``: one for each resource that has others below it, with a module for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from trueline.codegen.compat.adapt import VIEWS
from trueline.codegen.compat.folders import Folder, Place
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.values import ChildPlan, ResourcePlan, Sdk
from trueline.spec.naming import Names

_SUFFIX = "Resource"
_PLACE = ".resources."


def with_packages(sdk: Sdk) -> Sdk:
    """The SDK whose resources leave their names to the packages: the module ``books`` is ``_books`` then."""
    moved = {each.module: f"_{each.module}" for each in sdk.resources if each.children}
    places = {f"{_PLACE}{old}": f"{_PLACE}{new}" for old, new in moved.items()}
    tested = tuple(replace(each, module=places.get(each.module, each.module)) for each in sdk.testing.methods)
    root = _resource(sdk.client.root, moved, _PLACE)
    return replace(
        sdk,
        client=replace(sdk.client, root=root, resources=_children(sdk.client.resources, moved)),
        resources=tuple(_resource(each, moved, ".") for each in sdk.resources),
        testing=replace(sdk.testing, methods=tested),
    )


def packages_of(sdk: Sdk, known: Names) -> Iterator[Folder]:
    """The packages of an SDK that leaves them their names."""
    parents = {each.path for each in sdk.resources if each.children}
    for resource in (each for each in sdk.resources if each.path in parents):
        below = [each for each in sdk.resources if each.path[:-1] == resource.path]
        up = "." * (len(resource.path) + 1)
        modules = {each.path[-1]: _classes(each, known, up) for each in below if each.path not in parents}
        modules[resource.path[-1]] = _classes(resource, known, up)
        exports = {name: place for each in (*below, resource) for name, place in _classes(each, known, up).items()}
        yield Folder(resource.path, dict(sorted(exports.items())), modules)


def _classes(resource: ResourcePlan, known: Names, up: str) -> Mapping[str, Place]:
    """The classes of a resource, called after the last step of its path."""
    own = resource.class_name if len(resource.path) == 1 else f"{known.class_name(resource.path[-1])}{_SUFFIX}"
    kinds = [(kind, view) for kind in ("", "Async") for view in ("", *VIEWS)]
    return {
        f"{kind}{own}{view}": Place(f"{up}{resource.module}", f"{kind}{resource.class_name}{view}")
        for kind, view in kinds
    }


def _resource(resource: ResourcePlan, moved: Mapping[str, str], place: str) -> ResourcePlan:
    """A resource that imports others from their modules, which are below ``place``."""
    places = {f"{place}{old}": f"{place}{new}" for old, new in moved.items()}
    used = (each._replace(module=places.get(each.module, each.module)) for each in resource.imports.used)
    module = moved.get(resource.module, resource.module)
    return replace(
        resource, module=module, imports=ImportBlock(frozenset(used)), children=_children(resource.children, moved)
    )


def _children(children: Iterable[ChildPlan], moved: Mapping[str, str]) -> tuple[ChildPlan, ...]:
    return tuple(replace(each, module=moved.get(each.module, each.module)) for each in children)
