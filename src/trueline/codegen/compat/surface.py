"""What a package offers beside what every SDK has, as values for templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from trueline import names, words
from trueline.codegen.compat.adapt import adapt
from trueline.codegen.compat.based import with_bases
from trueline.codegen.compat.folders import Folder, Home, folders_of, homes
from trueline.codegen.compat.hooks import EVENT, Hooks, hooks_of, with_hooks
from trueline.codegen.compat.nested import Nested
from trueline.codegen.compat.offers import Offering
from trueline.codegen.compat.options import Option, options_of, with_options
from trueline.codegen.compat.packages import packages_of, with_packages
from trueline.codegen.plan.annotation import Annotation, Import
from trueline.codegen.plan.build import Naming
from trueline.codegen.plan.imports import ImportBlock, Imports
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.type_values import Offer
from trueline.codegen.plan.values import MethodPlan, ResourcePlan, Sdk
from trueline.spec import extensions
from trueline.spec.document import Json
from trueline.spec.naming import Names
from trueline.spec.naming.edits import Edits
from trueline.spec.naming.model import Defaults, Method, Own, Request, Scheme, StreamRule
from trueline.spec.naming.stems import stems

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
    offers: tuple[Offer, ...] = ()
    #: Other names of the class: of a method that an argument asks for a stream, one for each answer.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A module of ``types`` that names the answer of a method where the document has no name for it: a list, a text."""

    name: str
    module: str
    imports: ImportBlock
    offers: tuple[Offer, ...]


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
    defaults: Defaults
    own: Own
    #: For each operation's id, as code: what its calls say.
    requests: Mapping[str, str]
    #: How the items of a list in a form are named.
    form_arrays: str
    #: For each operation's id, as code: the property that its method takes out of the answer.
    unwrapped: Mapping[str, str]
    #: What streams do with their events.
    rules: tuple[StreamRule, ...]
    hooks: Hooks | None
    environments: tuple[tuple[str, str], ...]
    params: tuple[Params, ...]
    answers: tuple[Answer, ...]
    folders: tuple[Folder, ...]
    #: Packages below ``resources``.
    packages: tuple[Folder, ...]
    resources: Mapping[str, str]
    #: For each operation's id: module and name of its parameters, and the argument that takes the body whole.
    method_params: Mapping[str, tuple[str, str, str]]
    pages: tuple[PageClass, ...]
    #: For each operation's id, as code: what the classes of its pages are called.
    paged: Mapping[str, str]


def kept_names(naming: Naming, known: Names | None) -> Naming:
    """What the SDK is called: by the organisation, as the other generator did."""
    name = (known.organization if known else "") or naming.package
    client = names.class_name(known.class_name(name) if known else "".join(words.class_words(name)))
    prefix = (known.env_prefix if known else "") or names.constant(" ".join(words.split(name)))
    casings = known.casings if known else ()
    return replace(naming, client=client, prefix=prefix, resource="Resource", casings=casings)


def surface_of(sdk: Sdk, known: Names, document: Json) -> Surface:
    """What ``known``, a names file, asks for beside ``sdk``; ``document`` is what both were made of."""
    sdk = with_packages(sdk)
    methods = {(*m.resource, m.name): m for m in known.methods if not m.left_out}
    stem_of = stems(known.methods, known.casings)
    plans = list(_methods(sdk, methods))
    offering = Offering(homes(sdk), Nested(sdk, known, with_bases(document, known)))
    params = {m.key: made for m, plan in plans if (made := _params(stem_of[m.key], m, plan, offering))}
    models = {known.type_name(model.name) for model in known.models}
    answers = {m.key: own for m, plan in plans if (own := _answer(stem_of[m.key], plan, sdk, models, offering))}
    roots = models | {f"{stem}Response" for stem in stem_of.values()}
    options = options_of(sdk, known)
    hooks = hooks_of(sdk, known, options)
    if hooks:
        answers["webhooks"] = _hook(hooks, offering)
    pages = {scheme.name: _page_stem(scheme, known) for scheme in known.schemes}
    ours = with_hooks(with_options(sdk, options), hooks)
    adapted = offering.to_types(adapt(ours, pages, options, plain=known.own.plain_parse), roots)
    named = {name: Home(module, offering.by_name.get(name, ())) for name, module in homes(sdk).items()}
    return Surface(
        sdk=adapted,
        pages=tuple(_pages(known)),
        paged={plan.id: pages for plan, pages in _paged(sdk, known)},
        error=f"{sdk.client.name}Error",
        options=options,
        defaults=known.defaults,
        own=known.own,
        requests={plan.id: said for m, plan in plans if m.request and (said := _request(m.request))},
        form_arrays=known.form_arrays,
        unwrapped=dict(_unwrapped(document, plans)),
        rules=known.stream_rules,
        hooks=hooks,
        environments=tuple(known.servers) if len(known.servers) > 1 else (),
        params=tuple(params.values()),
        answers=tuple(answers.values()),
        folders=tuple(folders_of(known, named, _beside(answers, params), offering)),
        packages=tuple(packages_of(sdk, known)),
        resources={r.class_name: r.module for r in sdk.resources},
        method_params={plan.id: _params_of(params[m.key], plan) for m, plan in plans if m.key in params},
    )


def _beside(answers: Mapping[str, Answer], params: Mapping[str, Params]) -> dict[str, dict[str, Home]]:
    """What methods have beside them, by their keys."""
    beside: dict[str, dict[str, Home]] = {key: {} for key in (*answers, *params)}
    for key, answer in answers.items():
        beside[key][answer.name] = Home(answer.module, answer.offers)
    for key, given in params.items():
        also = tuple(Offer(name, "", Annotation((name,))) for name in given.also)
        beside[key][given.name] = Home(given.module, (*given.offers, *also))
    return beside


def _page_stem(scheme: Scheme, known: Names) -> str:
    """What follows ``Sync`` and ``Async``; so no name that is taken elsewhere is taken here."""
    return known.class_name(scheme.stem or scheme.name)


def _pages(known: Names) -> Iterator[PageClass]:
    for scheme in known.schemes:
        fields = tuple((names.argument(name), kind) for name, kind in scheme.fields)
        yield PageClass(_page_stem(scheme, known), fields)


def _paged(sdk: Sdk, known: Names) -> Iterator[tuple[MethodPlan, str]]:
    """Every method that has pages, and what their classes are called after."""
    stems_of = {scheme.name: _page_stem(scheme, known) for scheme in known.schemes}
    for resource in (sdk.client.root, *sdk.resources):
        for plan in resource.methods:
            page = next((result.page for result in plan.results if result.page), "")
            if page:
                yield plan, stems_of[page]


def _request(request: Request) -> str:
    """The options of a call, as code."""
    said = {
        "extra_headers": dict(request.headers) or None,
        "extra_query": dict(request.query) or None,
        "timeout": request.timeout,
        "max_retries": request.retries,
    }
    known = {name: value for name, value in said.items() if value is not None}
    return literal(known) if known else ""


def _unwrapped(document: Json, plans: Iterable[tuple[Method, MethodPlan]]) -> Iterator[tuple[str, str]]:
    edits = Edits(document)
    for method, plan in plans:
        operation = edits.operation(method.path, method.verb) or {}
        if extensions.UNWRAP in operation:
            yield plan.id, str(operation[extensions.UNWRAP])


def _params_of(params: Params, plan: MethodPlan) -> tuple[str, str, str]:
    whole = next((arg.name for arg in plan.args if (arg.sent or arg.name) == "body"), "")
    return params.module, params.name, whole


def _methods(sdk: Sdk, known: Mapping[tuple[str, ...], Method]) -> Iterator[tuple[Method, MethodPlan]]:
    by_place = {tuple(map(names.snake, place)): method for place, method in known.items()}
    resources: tuple[ResourcePlan, ...] = (sdk.client.root, *sdk.resources)
    for resource in resources:
        for plan in resource.methods:
            method = by_place.get((*resource.path, plan.name)) or by_place.get((*resource.path, plan.name.rstrip("_")))
            if method:
                yield method, plan


def _params(stem: str, method: Method, plan: MethodPlan, offering: Offering) -> Params | None:
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
    name = f"{stem}Params"
    arguments = [(arg.name, arg.annotation) for arg in plan.args if not arg.positional]
    offers, block = offering.to_arguments(name, arguments, imports.block())
    also = (f"{name}NonStreaming", f"{name}Streaming") if method.streaming and method.streaming.flag else ()
    if also:
        block |= {Import("typing", "TypeAlias")}
    return Params(name, f"{names.module(stem)}_params", block, tuple(entries), offers, also)


def _answer(stem: str, plan: MethodPlan, sdk: Sdk, models: Set[str], offering: Offering) -> Answer | None:
    """The answer's own name, a page's items': none for other models than the names file's, nothing, anything, bytes."""
    given, is_page = plan.result.annotation, plan.result.kind == "page"
    known = {*models, "None", "Any", "BinaryResponse"}
    name = f"{stem}Response"
    taken = name in homes(sdk)
    if plan.result.kind == "stream" or plan.varies or (taken and not is_page) or set(map(str, given.parts)) <= known:
        return None
    imports = Imports("..")
    imports.use(replace(given, imports=frozenset(_from_types(each)._replace(checking=True) for each in given.imports)))
    offers, block = offering.to_answer(name, given, imports.block())
    return Answer(name, names.module(f"{name}Item" if taken else name), block, offers)


def _hook(hooks: Hooks, offering: Offering) -> Answer:
    """What a webhook may be."""
    imports = Imports("..")
    given = hooks.annotation
    imports.use(replace(given, imports=frozenset(_from_types(each)._replace(checking=True) for each in given.imports)))
    offers, block = offering.to_answer(EVENT, given, imports.block())
    return Answer(EVENT, names.module(EVENT), block, offers)


def _without_unset(imports: frozenset[Import]) -> Iterator[Import]:
    return (each for each in imports if each.name not in {"UNSET", "Unset"})


def _from_types(each: Import) -> Import:
    """An import of a resource's module, or of the client's, as a module of ``types`` has it."""
    dotted = each.module.startswith(".") and not each.module.startswith("..")
    return each._replace(module=f".{each.module}") if dotted else each
