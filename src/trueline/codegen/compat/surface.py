"""What a package offers beside what every SDK has, as values for templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from trueline import names, words
from trueline.codegen.compat.adapt import adapt
from trueline.codegen.plan.annotation import Annotation, Import
from trueline.codegen.plan.build import Naming
from trueline.codegen.plan.imports import ImportBlock, Imports
from trueline.codegen.plan.values import MethodPlan, ResourcePlan, Sdk
from trueline.spec.naming import Names
from trueline.spec.naming.model import Method, Scheme
from trueline.spec.naming.stems import short_stem, stems

_UNSET = Annotation(("Unset",))


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the TypedDict of a method's parameters."""

    name: str
    annotation: str
    required: bool
    doc: str


@dataclass(frozen=True, slots=True)
class Params:
    """A module of ``types`` with the parameters of one method."""

    name: str
    module: str
    imports: ImportBlock
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A module of ``types`` that names the answer of a method where the document has no name for it: a list, a text."""

    name: str
    module: str
    imports: ImportBlock
    annotation: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name of a package comes from: a module, as that package imports it, and what it is called there."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A package below ``types``, such as ``types/chat``: what it offers, and its modules, each with one name."""

    path: tuple[str, ...]
    exports: Mapping[str, Place]
    modules: Mapping[str, tuple[str, Place]]


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the client that carries a credential."""

    arg: str
    scheme: str
    env: str
    annotation: str
    required: bool


@dataclass(frozen=True, slots=True)
class PageClass:
    """Two classes of ``pagination``: what they are called after ``Sync`` and ``Async``, and what the answer has."""

    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Surface:
    """``sdk`` as it is written, and what is written beside it."""

    sdk: Sdk
    error: str
    options: tuple[Option, ...]
    environments: tuple[tuple[str, str], ...]
    params: tuple[Params, ...]
    answers: tuple[Answer, ...]
    folders: tuple[Folder, ...]
    resources: Mapping[str, str]
    #: For each operation's id: module and name of its parameters, and the argument that takes the body whole.
    given: Mapping[str, tuple[str, str, str]]
    pages: tuple[PageClass, ...]
    #: For each operation's id, as code: what the classes of its pages are called.
    paged: Mapping[str, str]


def homes(sdk: Sdk) -> dict[str, str]:
    """The module of each type of the document."""
    return {name: module for module, found in sdk.exports.items() for name in found}


def kept_names(naming: Naming, known: Names | None) -> Naming:
    """What the SDK is called: by the organisation, as the other generator did."""
    name = (known.organization if known else "") or naming.package
    client = names.class_name(known.class_name(name) if known else "".join(words.class_words(name)))
    prefix = (known.env_prefix if known else "") or names.constant(" ".join(words.split(name)))
    return replace(naming, client=client, prefix=prefix, resource="Resource")


def surface_of(sdk: Sdk, known: Names) -> Surface:
    """What ``known``, a names file, asks for beside ``sdk``."""
    methods = {(*m.resource, m.name): m for m in known.methods if not m.left_out}
    stem_of = stems(known.methods, known.casings)
    plans = list(_methods(sdk, methods))
    params = {method.key: made for method, plan in plans if (made := _params(stem_of[method.key], method, plan))}
    models = {known.class_name(model.name) for model in known.models}
    answers = {m.key: own for m, plan in plans if (own := _answer(stem_of[m.key], plan, sdk, models))}
    needed = {credential.scheme: credential.required for credential in known.credentials}
    return Surface(
        sdk=adapt(sdk, {scheme.name: _page_stem(scheme) for scheme in known.schemes}),
        pages=tuple(_pages(known)),
        paged={_id(plan): pages for plan, pages in _paged(sdk, known)},
        error=f"{sdk.client.name}Error",
        options=tuple(
            Option(c.arg, c.scheme, c.env, c.annotation, needed.get(c.scheme, False)) for c in sdk.client.credentials
        ),
        environments=tuple(known.servers) if len(known.servers) > 1 else (),
        params=tuple(params.values()),
        answers=tuple(answers.values()),
        folders=tuple(_folders(sdk, known, stem_of, params, answers)),
        resources={r.class_name: r.module for r in sdk.resources},
        given={_id(plan): _given(params[m.key], plan) for m, plan in plans if m.key in params},
    )


def _page_stem(scheme: Scheme) -> str:
    return names.class_name("".join(words.class_words(scheme.stem or scheme.name)))


def _pages(known: Names) -> Iterator[PageClass]:
    for scheme in known.schemes:
        fields = tuple((names.argument(name), kind) for name, kind in scheme.fields)
        yield PageClass(_page_stem(scheme), fields)


def _paged(sdk: Sdk, known: Names) -> Iterator[tuple[MethodPlan, str]]:
    """Every method that has pages, and what their classes are called after."""
    stems_of = {scheme.name: _page_stem(scheme) for scheme in known.schemes}
    for resource in (sdk.client.root, *sdk.resources):
        for plan in resource.methods:
            page = next((result.page for result in plan.results if result.page), "")
            if page:
                yield plan, stems_of[page]


def _id(plan: MethodPlan) -> str:
    return next(fact.code for fact in plan.facts if fact.name == "id")


def _given(params: Params, plan: MethodPlan) -> tuple[str, str, str]:
    whole = next((arg.name for arg in plan.args if arg.name == "body"), "")
    return params.module, params.name, whole


def _methods(sdk: Sdk, known: Mapping[tuple[str, ...], Method]) -> Iterator[tuple[Method, MethodPlan]]:
    by_place = {tuple(map(names.snake, place)): method for place, method in known.items()}
    resources: tuple[ResourcePlan, ...] = (sdk.client.root, *sdk.resources)
    for resource in resources:
        for plan in resource.methods:
            method = by_place.get((*resource.path, plan.name)) or by_place.get((*resource.path, plan.name.rstrip("_")))
            if method:
                yield method, plan


def _params(stem: str, method: Method, plan: MethodPlan) -> Params | None:
    inside = {names.argument(part.partition("}")[0]) for part in method.path.split("{")[1:]}
    inside |= {f"path_{name}" for name in inside}
    if all(arg.name in inside for arg in plan.args):
        return None
    imports = Imports("..")
    imports.name("typing_extensions", "TypedDict")
    entries: list[Entry] = []
    for arg in plan.args:
        if arg.positional:
            continue
        given = arg.annotation.without(_UNSET)
        imports.use(replace(given, imports=frozenset(map(_from_types, _without_unset(given.imports)))))
        entries.append(Entry(arg.name, str(given), not arg.default, arg.doc))
    if any(entry.required for entry in entries):
        imports.name("typing_extensions", "Required")
    return Params(f"{stem}Params", f"{names.module(stem)}_params", imports.block(), tuple(entries))


def _answer(stem: str, plan: MethodPlan, sdk: Sdk, models: Set[str]) -> Answer | None:
    """The answer's own name, a page's items': for what is no model of the names file, nothing, anything, nor bytes."""
    given, is_page = plan.result.annotation, plan.result.kind == "page"
    known = {*models, "None", "Any", "BinaryResponse"}
    name = f"{stem}Response"
    taken = name in homes(sdk)
    if plan.result.kind == "stream" or plan.varies or (taken and not is_page) or set(given.parts) <= known:
        return None
    imports = Imports("..")
    imports.use(replace(given, imports=frozenset(_from_types(each)._replace(checking=True) for each in given.imports)))
    imports.name("typing", "TypeAlias")
    return Answer(name, names.module(f"{name}Item" if taken else name), imports.block(), str(given))


def _without_unset(imports: frozenset[Import]) -> Iterator[Import]:
    return (each for each in imports if each.name not in {"UNSET", "Unset"})


def _from_types(each: Import) -> Import:
    """An import of a resource's module, or of the client's, as a module of ``types`` has it."""
    dotted = each.module.startswith(".") and not each.module.startswith("..")
    return each._replace(module=f".{each.module}") if dotted else each


def _folders(
    sdk: Sdk,
    known: Names,
    stem_of: Mapping[str, str],
    params: Mapping[str, Params],
    answers: Mapping[str, Answer],
) -> Iterator[Folder]:
    offered: dict[tuple[str, ...], dict[str, tuple[str, str]]] = defaultdict(dict)
    for method in known.methods:
        folder = tuple(map(names.module, method.resource[:-1]))
        if not folder or method.left_out:
            continue
        short, long = short_stem(method, known.casings), stem_of[method.key]
        if f"{long}Response" in homes(sdk):
            offered[folder][f"{short}Response"] = (homes(sdk)[f"{long}Response"], f"{long}Response")
        if method.key in answers:
            offered[folder][f"{short}Response"] = (answers[method.key].module, answers[method.key].name)
        if method.key in params:
            offered[folder][f"{short}Params"] = (params[method.key].module, params[method.key].name)
    for model in known.models:
        shared = model.resource == ("$shared",)
        folder = ("shared",) if shared else tuple(map(names.module, model.resource[:-1]))
        name = known.class_name(model.name)
        if folder and name in homes(sdk):
            offered[folder][name] = (homes(sdk)[name], name)
    paths = {path[:n] for path in offered for n in range(1, len(path) + 1)}
    for path in sorted(paths):
        up = "." * (len(path) + 1)
        exports = {name: Place(f"{up}{module}", long) for name, (module, long) in sorted(offered[path].items())}
        exports |= {below[-1]: Place(f".{below[-1]}", "") for below in sorted(paths) if below[:-1] == path}
        modules = {names.module(name): (name, place) for name, place in exports.items() if place.name}
        yield Folder(path, exports, modules)
