"""A plan changed where the surface differs: what a module imports from the runtime, and what an absent property is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from trueline import reserved
from trueline.codegen.compat.by_client import by_client
from trueline.codegen.compat.options import Option
from trueline.codegen.plan.annotation import NONE, Annotation, Import
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.type_values import DictPlan, EntryPlan, FieldPlan, ModelPlan
from trueline.codegen.plan.values import MethodPlan, ResourcePlan, Result, Sdk

_UNSET = Annotation(("Unset",))
VIEWS = ("WithRawResponse", "WithStreamingResponse")
#: What views are made of, as a resource imports it that has no methods of its own.
_METHODS = frozenset(
    {
        Import(".._runtime.resource", "Viewed", "_Viewed"),
        *(
            Import(".._runtime.resource", f"{kind}{name}")
            for kind in ("", "Async")
            for name in ("RawMethods", "StreamingMethods")
        ),
    }
)
#: For views of lists, whose pages have the other generator's classes: what a resource imports, and what it needs here.
_PAGES = Import(".._runtime.resource", "PageView", "_PageView")
_LISTS = frozenset(Import(".._runtime.resource", name, f"_{name}") for name in ("View", "AsyncView"))
_RUNTIME = "_runtime."

#: What another module of the runtime has for a name of this one: nothing where it is not imported at all.
_Moved = Mapping[tuple[str, str], Import | None]


def _same(module: str, other: str, *names: str) -> _Moved:
    """These names from another module."""
    return {(module, name): Import(other, name) for name in names}


_MOVED: _Moved = {
    ("models", "Model"): Import("compat.models", "BaseModel", "Model"),
    **_same("models", "compat.models", "decoder", "prop"),
    **_same("decoding", "compat.decoding", "number"),
    **_same("resource", "compat.resource", "AsyncResource", "SyncResource", "AsyncView", "View"),
    **_same("resource", "compat.resource", "raw", "raw_async", "streaming", "streaming_async"),
    ("resource", "RawResponse"): Import("compat.response", "APIResponse", "RawResponse"),
    ("resource", "StreamedResponse"): Import("compat.response", "APIResponse", "StreamedResponse"),
    ("resource", "AsyncStreamedResponse"): Import("compat.response", "AsyncAPIResponse", "AsyncStreamedResponse"),
    ("streaming", "EventStream"): Import("compat.streams", "Stream", "EventStream"),
    ("streaming", "AsyncEventStream"): Import("compat.streams", "AsyncStream", "AsyncEventStream"),
    ("responses", "BinaryResponse"): Import("compat.response", "BinaryAPIResponse", "BinaryResponse"),
    ("responses", "AsyncBinaryResponse"): Import("compat.response", "AsyncBinaryAPIResponse", "AsyncBinaryResponse"),
}
#: Where raw responses are parsed without awaiting.
_PLAIN: _Moved = {
    **_same("resource", "compat.plain", "raw", "raw_async", "AsyncView", "View"),
    ("resource", "RawResponse"): Import("compat.legacy", "PlainAPIResponse", "RawResponse"),
}
_IN_MODELS: _Moved = {
    **_MOVED,
    ("unset", "UNSET"): Import("compat.given", "ABSENT", "UNSET"),
    ("unset", "Unset"): None,
}


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
        aliases=tuple(replace(alias, imports=_moved(alias.imports, _MOVED)) for alias in sdk.aliases),
        resources=tuple(_resource(each, pages, plain=plain) for each in sdk.resources),
    )


def _resource(resource: ResourcePlan, pages: Mapping[str, str], *, plain: bool) -> ResourcePlan:
    methods = tuple(_method(method, pages, stated=not resource.path) for method in resource.methods)
    named = {result.page for method in methods for result in method.results if result.page}
    used = {f"{kind}{name}" for name in named for kind in ("Sync", "Async")}
    block = resource.imports
    if _PAGES in block.used:
        block = ImportBlock(block.used - {_PAGES}) | _LISTS
    moved = _moved(block, {**_MOVED, **_PLAIN} if plain else _MOVED)
    imports = _with_pages(moved, sorted(used), resource) | _below(resource)
    if resource.path and not methods:
        imports |= _METHODS
    raw = "RawResponse" if plain else "AsyncStreamedResponse"
    return replace(resource, methods=methods, imports=imports, async_raw=raw, nested_views=True)


def _below(resource: ResourcePlan) -> Iterator[Import]:
    """The views of the resources below one; the client's are not classes of their own."""
    for child in resource.children if resource.path else ():
        for kind in ("", "Async"):
            yield from (Import(f".{child.module}", f"{kind}{child.class_name}{view}", checking=True) for view in VIEWS)


def _method(method: MethodPlan, pages: Mapping[str, str], *, stated: bool) -> MethodPlan:
    """A method of a resource; those of the client itself are ``stated``, for its own calls have no types."""
    ways = tuple(replace(way, result=_result(way.result, pages, stated=stated)) for way in method.overloads)
    return replace(method, result=_result(method.result, pages, stated=stated), overloads=ways)


def _result(result: Result, pages: Mapping[str, str], *, stated: bool) -> Result:
    differs = result.annotation.parts == ("BinaryResponse",) or result.kind in {"page", "stream"}
    return replace(result, page=pages.get(result.page, ""), stated=stated or differs)


def _with_pages(block: ImportBlock, used: Sequence[str], resource: ResourcePlan) -> ImportBlock:
    """The imports with these classes of pages for the runtime's own."""
    root = ".." if resource.path else "."
    paging = {each for each in block.used if each.checking and each.module == f"{root}{_RUNTIME}paging"}
    if not used or not paging:
        return block
    pages = {Import(f"{root}pagination", name, checking=True) for name in used}
    paginator = Import(f"{root}{_RUNTIME}compat.pages", "AsyncPaginator", checking=True)
    return ImportBlock(block.used - paging) | {*pages, paginator}


def _model(model: ModelPlan) -> ModelPlan:
    fields = tuple(map(_field, model.fields))
    given = _dict(model) if model.typed_dict else None
    return replace(model, imports=_moved(model.imports, _IN_MODELS), fields=fields, typed_dict=given)


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


def _moved(block: ImportBlock, moved: _Moved) -> ImportBlock:
    return ImportBlock(frozenset(_each_moved(block, moved)))


def _each_moved(block: ImportBlock, moved: _Moved) -> Iterator[Import]:
    for each in block.used:
        root, _, module = each.module.rpartition(_RUNTIME)
        other = moved.get((module, each.name), each)
        if other is not None and other is not each:
            alias = each.alias or other.alias
            yield Import(f"{root}{_RUNTIME}{other.module}", other.name, alias, each.checking)
        elif other is not None:
            yield each
