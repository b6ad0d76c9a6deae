"""The files of an SDK with another generator's surface that differ from, or come beside, those that every SDK has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from trueline.codegen.compat.adapt import VIEWS
from trueline.codegen.compat.exports import MODULES, top_level
from trueline.codegen.compat.folders import Folder, Place, homes
from trueline.codegen.compat.surface import Surface
from trueline.codegen.plan.annotation import Import
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.literals import literal

Render = Callable[..., str]


def compat_texts(surface: Surface, package: str, render: Render) -> Mapping[str, str]:
    """These files by their paths."""
    sdk = surface.sdk
    shared: dict[str, Any] = {"sdk": sdk, "surface": surface}
    found = {
        "pyproject.toml": render("pyproject.toml", compat=True, **shared),
        f"{package}/__init__.py": render("compat_package.py", names=top_level(surface), **shared),
        f"{package}/_client.py": _client(surface, render, shared),
        f"{package}/types/__init__.py": render(
            "compat_exports.py",
            doc="Every type of the API.",
            names=_types(surface),
            known=_known(surface),
            method_params=surface.method_params,
            **shared,
        ),
        f"{package}/resources/__init__.py": render(
            "compat_exports.py", doc="One module per resource.", names=_resources(surface), known={}, **shared
        ),
    }
    if surface.hooks:
        path = f"{package}/resources/{surface.hooks.module}.py"
        found[path] = render("compat_hooks.py", hooks=surface.hooks, **shared)
    if surface.pages:
        found[f"{package}/pagination.py"] = render("compat_pagination.py", **shared)
    found[f"{package}/_version.py"] = render("version.py", sdk=sdk) + f"__title__ = {literal(sdk.package)}\n"
    for params in surface.params:
        found[f"{package}/types/{params.module}.py"] = render("compat_params.py", params=params, **shared)
    for answer in surface.answers:
        found[f"{package}/types/{answer.module}.py"] = render("compat_answer.py", answer=answer, **shared)
    for folder in surface.folders:
        found |= dict(_folder(folder, f"{package}/types", render, shared))
    for folder in surface.packages:
        found |= dict(_folder(folder, f"{package}/resources", render, shared))
    for module, names in MODULES.items():
        if module == "_constants" and (surface.defaults.timeout is not None or surface.defaults.retries is not None):
            found[f"{package}/{module}.py"] = render("compat_constants.py", **shared)
            continue
        found[f"{package}/{module}.py"] = render("compat_module.py", names=names(surface), **shared)
    return found


def _folder(folder: Folder, root: str, render: Render, shared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The files of a package below ``types`` or ``resources``. Those of ``types`` itself come beside what it has."""
    place = "/".join((root, *folder.path))
    values: dict[str, Any] = {"up": "." * (len(folder.path) + 2), "known": {}, **shared}
    doc = f"What {'.'.join(folder.path)} has." if folder.path else "What arguments may be."
    if folder.path:
        yield f"{place}/__init__.py", render("compat_exports.py", doc=doc, names=folder.exports, **values)
    for module, names in folder.modules.items():
        if f".{module}" not in {each.module for each in folder.exports.values() if not each.name}:
            yield f"{place}/{module}.py", render("compat_exports.py", doc=doc, names=names, **values)


def _client(surface: Surface, render: Render, shared: Mapping[str, Any]) -> str:
    client = surface.sdk.client
    hooks = {each.name for each in _hooks(surface)}  # a class that the operations' imports may have another one of
    methods = ImportBlock(frozenset(each for each in client.root.imports.used if each.name not in hooks))
    imports = methods | _imports(surface) | _hooks(surface)
    return render("compat_client.py", client=client, imports=imports, **shared)


def _imports(surface: Surface) -> Iterator[Import]:
    """What the client is made of, beside its operations."""
    client = surface.sdk.client
    yield Import("._version", "__version__")
    yield Import("._runtime.operation", "ClientConfig")
    yield Import("httpx", checking=True)
    yield Import("collections.abc", "Mapping", checking=True)
    yield Import("typing_extensions", "Self", checking=True)
    if client.schemes:
        yield Import("._runtime.operation", "SecurityScheme")
    if client.servers.code:
        yield Import("._runtime.operation", "Server", "_Server")
    if client.servers.variables:
        yield Import("typing", "TypedDict")
    if surface.environments:
        yield Import("typing", "Literal")
    for variable in client.servers.variables:
        yield from variable.annotation.imports
    for option in surface.options:
        yield from option.annotation.imports


def _hooks(surface: Surface) -> frozenset[Import]:
    """What the client imports for annotations."""
    hooks = surface.hooks
    names = (hooks.class_name, f"Async{hooks.class_name}") if hooks else ()
    return frozenset(Import(f".resources.{hooks.module}", name, checking=True) for name in names if hooks)


def _known(surface: Surface) -> dict[str, str]:
    """Where each type of the document is, for what evaluates annotations."""
    return {name: f".{module}" for name, module in homes(surface.sdk).items()}


def _types(surface: Surface) -> dict[str, Place]:
    found = {name: Place(f".{module}", name) for name, module in homes(surface.sdk).items()}
    found |= {answer.name: Place(f".{answer.module}", answer.name) for answer in surface.answers}
    found |= {params.name: Place(f".{params.module}", params.name) for params in surface.params}
    (own,) = (folder for folder in surface.folders if not folder.path)
    return {**found, **own.exports}


def _resources(surface: Surface) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for name, module in surface.resources.items():
        found |= {each: Place(f".{module}", each) for each in (name, f"Async{name}")}
        for view in VIEWS:
            found |= {f"{p}{name}{view}": Place(f".{module}", f"{p}{name}{view}") for p in ("", "Async")}
    hooks = surface.hooks
    both = (hooks.class_name, f"Async{hooks.class_name}") if hooks else ()
    return found | {each: Place(f".{hooks.module}", each) for each in both if hooks}
