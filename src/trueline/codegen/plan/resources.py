"""Resources: operations grouped by place, as a tree below the client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from trueline import names, reserved
from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.docs import said_once
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.links import Links
from trueline.codegen.plan.literals import docstring, one_line
from trueline.codegen.plan.methods import MethodWriter, retry_code
from trueline.codegen.plan.naming import Place, in_order
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import ChildPlan, MethodPlan, ResourcePlan
from trueline.spec import extensions
from trueline.spec.naming.casings import Casings, class_name

Path = tuple[str, ...]


class Tree:
    """All resources of an API. The empty path is the client."""

    def __init__(
        self,
        symbols: Symbols,
        places: Mapping[str, Place],
        client: str,
        suffix: str = "",
        casings: Casings = (),
    ) -> None:
        self._symbols = symbols
        self._links = Links(symbols, places)
        self._retry = retry_code(symbols.facts.api.extensions.get(extensions.RETRY), "/x-retry")
        #: What the client says, so that methods need not.
        self.said = said_once(symbols.facts.operations.values())
        self._operations: dict[Path, list[tuple[Place, OperationFact]]] = defaultdict(list)
        for key, place in places.items():
            self._operations[place.resource].append((place, symbols.facts.operations[key]))
        paths = {path[:n] for path in self._operations for n in range(1, len(path) + 1)}
        self._paths = _document_order(paths, list(self._operations))
        self._below: dict[Path, list[Path]] = defaultdict(list)
        for path in self._paths:
            self._below[path[:-1]].append(path)
        self._modules = names.unique_modules(".".join(path) for path in self._paths)
        self._client = frozenset({client, f"Async{client}"})
        types = {each for symbol in symbols for each in (symbol.name, symbol.companion)}
        self._classes = _class_names(self._paths, types | self._client)
        if suffix:
            self._classes = {path: f"{class_name('_'.join(path), casings)}{suffix}" for path in self._paths}
        self._tags = {names.snake(tag): text for tag, text in symbols.facts.api.tags.items()}

    def resources(self) -> tuple[ResourcePlan, ...]:
        """Every resource but the client itself."""
        return tuple(self._plan(path, self._module(path), self._classes[path], "..") for path in self._paths)

    def root(self) -> ResourcePlan:
        """The operations of the client itself."""
        return self._plan((), "_client", "", ".")

    def children(self, path: Path) -> tuple[ChildPlan, ...]:
        """The resources right below ``path``."""
        return tuple(
            ChildPlan(p[-1], self._module(p), self._classes[p], self._doc(p), p in self._operations)
            for p in self._below.get(path, ())
        )

    def _module(self, path: Path) -> str:
        return self._modules[".".join(path)]

    def _doc(self, path: Path) -> str:
        known = self._tags.get("_".join(path)) or self._tags.get(path[-1])
        if known:
            return docstring(known)
        return f"{one_line(' '.join(path).replace('_', ' ')).capitalize()}."

    def _plan(self, path: Path, module: str, class_name: str, root: str) -> ResourcePlan:
        imports = Imports(root)
        operations = sorted(self._operations.get(path, ()), key=lambda pair: in_order(pair[1], pair[0]))
        children = self.children(path)
        imports.shadowed = frozenset({*(place.method for place, _ in operations), *(child.attr for child in children)})
        imports.defined = frozenset() if path else self._client
        types = f"{root}types." if root != "." else ".types."
        writer = MethodWriter(self._symbols, imports, types, self._links, self._retry, self.said)
        methods = tuple(writer.plan(fact, place) for place, fact in operations)
        _standard_imports(
            imports, {kind for method in methods for kind in _kinds(method)}, bool(writer.writer.modules), bool(path)
        )
        if path:
            _view_imports(imports, methods)
        for child in children:
            below = f".{child.module}" if path else f".resources.{child.module}"
            imports.name(below, child.class_name, checking=True)
            imports.name(below, f"Async{child.class_name}", checking=True)
        if any(method.deprecated for method in methods):
            imports.runtime("names", "deprecated")
            if path:
                _deprecated_views(imports, methods)
        return ResourcePlan(
            path=path,
            module=module,
            class_name=class_name,
            doc=self._doc(path) if path else "",
            imports=imports.block(),
            methods=methods,
            children=children,
            decoders=writer.writer.modules,
        )


def _class_names(paths: list[Path], taken: set[str]) -> dict[Path, str]:
    """The class of each resource; types and the client go first: a resource called like one is ``<Name>Resource``."""
    used = {name.lower() for name in taken | reserved.CLASSES}
    found: dict[Path, str] = {}
    for path in paths:
        name = names.class_name("_".join(path).title())
        while not used.isdisjoint(map(str.lower, _family(name))):
            name += "Resource"
        used |= set(map(str.lower, _family(name)))
        found[path] = name
    return found


def _family(name: str) -> list[str]:
    """All classes of a resource: the views, too."""
    return [
        f"{mode}{name}{view}" for mode in ("", "Async") for view in ("", "WithRawResponse", "WithStreamingResponse")
    ]


def _view_imports(imports: Imports, methods: tuple[MethodPlan, ...]) -> None:
    """Of the views: one of sync and one of async methods; those in several forms are wrapped one by one."""
    known = [method for method in methods if not method.deprecated]
    for name in ["RawMethods", "AsyncRawMethods", "StreamingMethods", "AsyncStreamingMethods"] if methods else []:
        imports.runtime("resource", name)
    for name in ["raw", "raw_async", "streaming", "streaming_async"] if any(each.overloads for each in known) else []:
        imports.runtime("resource", name)
    if methods:
        imports.runtime("resource", "Viewed", alias="_Viewed")
    if not all(each.overloads or each.is_listing for each in known):
        imports.runtime("resource", "View", alias="_View")
    if any(each.is_listing for each in known):
        imports.runtime("resource", "PageView", alias="_PageView")
    if not all(each.overloads or each.is_alike or each.is_listing for each in known):
        imports.runtime("resource", "AsyncView", alias="_AsyncView")


def _deprecated_views(imports: Imports, methods: tuple[MethodPlan, ...]) -> None:
    for name in ("AsyncStreamedResponse", "RawResponse", "StreamedResponse"):
        imports.runtime("resource", name, checking=True)
    imports.name("collections.abc", "Awaitable", checking=True)
    imports.name("contextlib", "AbstractAsyncContextManager", checking=True)
    if any(method.deprecated and (method.result.kind != "call" or method.varies) for method in methods):
        imports.typing("Any")


def _kinds(method: MethodPlan) -> set[str]:
    return {method.result.kind, *(way.result.kind for way in method.overloads)}


def _document_order(paths: set[Path], seen: list[Path]) -> list[Path]:
    """Resources as the document first speaks of them, each before those below it."""
    first: dict[Path, int] = {}
    for n, other in enumerate(seen):
        for length in range(len(other) + 1):
            first.setdefault(other[:length], n)
    return sorted(paths, key=lambda path: (first[path[:1]], first[path], len(path)))


def _standard_imports(imports: Imports, kinds: set[str], decodes: bool, is_resource: bool) -> None:
    if decodes:
        imports.runtime("decoding", "Decoders")
        imports.name(f"{imports.root}types" if imports.root != "." else ".types", "__name__", alias="_types")
    if is_resource:
        imports.runtime("resource", "AsyncResource")
        imports.runtime("resource", "SyncResource")
    if "page" in kinds:
        imports.runtime("paging", "Page", checking=True)
        imports.runtime("paging", "AsyncPaginator", checking=True)
    if "stream" in kinds:
        imports.runtime("streaming", "EventStream", checking=True)
        imports.runtime("streaming", "AsyncEventStream", checking=True)
