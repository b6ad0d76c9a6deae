"""A plan changed where the surface differs: what a module imports from the runtime, and what an absent property is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trueline import reserved
from trueline.codegen.compat.by_client import by_client
from trueline.codegen.compat.options import Option
from trueline.codegen.plan.annotation import NONE, Annotation
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.type_values import DictPlan, EntryPlan, FieldPlan, ModelPlan
from trueline.codegen.plan.values import MethodPlan, ResourcePlan, Result, Sdk

_UNSET = Annotation(("Unset",))
#: What views are made of, as a resource imports it that has no methods of its own.
_METHODS = "from .._runtime.raw import AsyncRawMethods, AsyncStreamingMethods, RawMethods, StreamingMethods"
VIEWS = ("WithRawResponse", "WithStreamingResponse")
_FROM = re.compile(r"from (\.+_runtime)\.(\w+) import ([\w ,]+)")
#: What models import from elsewhere: module and name to module and name. An empty name is not imported at all.
_MOVED = {
    ("models", "Model"): ("compat.models", "BaseModel as Model"),
    ("models", "decoder"): ("compat.models", "decoder"),
    ("models", "prop"): ("compat.models", "prop"),
    ("decoding", "number"): ("compat.decoding", "number"),
    **{
        ("resource", name): ("compat.resource", name)
        for name in ("AsyncResource", "SyncResource", "raw", "raw_async", "streaming", "streaming_async")
    },
    **{("resource", name): ("compat.resource", name) for name in ("AsyncView", "View")},
    ("raw", "RawResponse"): ("compat.response", "APIResponse as RawResponse"),
    ("raw", "StreamedResponse"): ("compat.response", "APIResponse as StreamedResponse"),
    ("raw", "AsyncStreamedResponse"): ("compat.response", "AsyncAPIResponse as AsyncStreamedResponse"),
    ("streaming", "EventStream"): ("compat.streams", "Stream as EventStream"),
    ("streaming", "AsyncEventStream"): ("compat.streams", "AsyncStream as AsyncEventStream"),
    ("responses", "BinaryResponse"): ("compat.response", "BinaryAPIResponse as BinaryResponse"),
    ("responses", "AsyncBinaryResponse"): ("compat.response", "AsyncBinaryAPIResponse as AsyncBinaryResponse"),
}
#: Where raw responses are parsed without awaiting.
_PLAIN = {
    **{("resource", name): ("compat.plain", name) for name in ("raw", "raw_async", "AsyncView", "View")},
    ("raw", "RawResponse"): ("compat.legacy", "PlainAPIResponse as RawResponse"),
}
_IN_MODELS = _MOVED | {("unset", "UNSET"): ("compat.given", "ABSENT as UNSET"), ("unset", "Unset"): ("", "")}


def adapt(sdk: Sdk, pages: Mapping[str, str], options: Sequence[Option] = (), *, plain: bool = False) -> Sdk:
    """The plan of an SDK whose models have the methods that the other generator's have.

    ``pages``: what the classes of pages are called after ``Sync`` and ``Async``, by scheme. Arguments that ``options``
    of the client stand for need not be given. ``plain``: raw responses are parsed without awaiting.
    """
    sdk = by_client(sdk, options)
    return replace(
        sdk,
        client=replace(sdk.client, root=_resource(sdk.client.root, pages, plain=plain)),
        models=tuple(map(_model, sdk.models)),
        aliases=tuple(replace(alias, imports=_imports(alias.imports, _MOVED)) for alias in sdk.aliases),
        resources=tuple(_resource(each, pages, plain=plain) for each in sdk.resources),
    )


def _resource(resource: ResourcePlan, pages: Mapping[str, str], *, plain: bool) -> ResourcePlan:
    methods = tuple(_method(method, pages, stated=not resource.path) for method in resource.methods)
    named = {result.page for method in methods for result in method.results if result.page}
    used = {f"{kind}{name}" for name in named for kind in ("Sync", "Async")}
    imports = _imports(resource.imports, _MOVED | _PLAIN if plain else _MOVED)
    imports = _with_pages(imports, sorted(used))
    lines = (*imports.checking, *_below(resource))
    if lines and "from typing import" not in "\n".join(imports.runtime):
        imports = ImportBlock((*imports.runtime, "from typing import TYPE_CHECKING"), lines)
    imports = ImportBlock(imports.runtime if resource.methods else (*imports.runtime, _METHODS), lines)
    raw = "RawResponse" if plain else "AsyncStreamedResponse"
    return replace(resource, methods=methods, imports=imports, async_raw=raw, nested_views=True)


def _below(resource: ResourcePlan) -> Iterator[str]:
    """The imports of the views of the resources below one; the client's are not classes of their own."""
    for child in resource.children if resource.path else ():
        views = (f"{kind}{child.class_name}{view}" for kind in ("", "Async") for view in VIEWS)
        yield f"from .{child.module} import {', '.join(views)}"


def _method(method: MethodPlan, pages: Mapping[str, str], *, stated: bool) -> MethodPlan:
    """A method of a resource; those of the client itself are ``stated``, for its own calls have no types."""
    ways = tuple(replace(way, result=_result(way.result, pages, stated=stated)) for way in method.overloads)
    return replace(method, result=_result(method.result, pages, stated=stated), overloads=ways)


def _result(result: Result, pages: Mapping[str, str], *, stated: bool) -> Result:
    differs = result.annotation.parts == ("BinaryResponse",) or result.kind in {"page", "stream"}
    return replace(result, page=pages.get(result.page, ""), stated=stated or differs)


def _with_pages(block: ImportBlock, used: Sequence[str]) -> ImportBlock:
    """The imports with these classes of pages for the runtime's own."""
    lines: list[str] = []
    for line in whole_lines(block.checking):
        found = _FROM.fullmatch(line)
        if found and found[2] == "paging":
            root = found[1].removesuffix("_runtime")
            lines += [f"from {root}pagination import {name}" for name in used]
            lines.append(f"from {found[1]}.compat.pages import AsyncPaginator")
        else:
            lines.append(line)
    return ImportBlock(block.runtime, tuple(lines)) if used else block


def _model(model: ModelPlan) -> ModelPlan:
    fields = tuple(map(_field, model.fields))
    given = _dict(model) if model.typed_dict else None
    return replace(model, imports=_imports(model.imports, _IN_MODELS), fields=fields, typed_dict=given)


def _dict(model: ModelPlan) -> DictPlan:
    """The TypedDict with the names of attributes as keys: the client writes them as the wire has them."""
    assert model.typed_dict is not None
    entries = model.typed_dict.entries
    keys = [f"_{each.attr}" if each.key.lstrip("'\"").startswith("_") else each.attr for each in entries]
    annotations = [entry.annotation for entry in entries]
    used = {name for each in annotations for name in each.names} | {model.name, model.typed_dict.name}
    if used.isdisjoint(keys) and reserved.BUILTINS.isdisjoint(keys):
        return DictPlan(model.typed_dict.name, True, tuple(map(EntryPlan, keys, annotations)))
    return DictPlan(model.typed_dict.name, False, tuple(map(EntryPlan, map(literal, keys), annotations)))


def _field(field: FieldPlan) -> FieldPlan:
    if "Unset" not in field.annotation:
        return field
    return replace(field, annotation=field.annotation.without(_UNSET).without(NONE) | NONE)


def _imports(block: ImportBlock, moved: dict[tuple[str, str], tuple[str, str]]) -> ImportBlock:
    return ImportBlock(tuple(_moved(block.runtime, moved)), tuple(_moved(block.checking, moved)))


def _moved(lines: Iterable[str], moved: dict[tuple[str, str], tuple[str, str]]) -> Iterator[str]:
    for line in whole_lines(lines):
        found = _FROM.fullmatch(line)
        yield from _split(found, moved) if found else [line]


def whole_lines(lines: Iterable[str]) -> Iterator[str]:
    """Statements, each on one line."""
    open_: list[str] = []
    for line in lines:
        if line.endswith("("):
            open_ = [line.removesuffix("(")]
        elif line == ")":
            yield open_[0] + ", ".join(name.strip(" ,") for name in open_[1:])
            open_ = []
        elif open_:
            open_.append(line)
        else:
            yield line


def _split(line: re.Match[str], moved: dict[tuple[str, str], tuple[str, str]]) -> Iterator[str]:
    root, module, names = line.groups()
    homes: dict[str, list[str]] = {}
    for name in names.split(", "):
        bare, _, alias = name.partition(" as ")
        home, called = moved.get((module, bare), (module, bare))
        called = f"{called.partition(' as ')[0]} as {alias}" if alias and called else called
        if called:
            homes.setdefault(home, []).append(called)
    for home, called in homes.items():
        yield f"from {root}.{home} import {', '.join(called)}"
