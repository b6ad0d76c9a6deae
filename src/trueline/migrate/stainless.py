"""``trueline migrate stainless``: what of an older SDK will be there, and the repository that makes the new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from trueline.adopt.init import OUTPUT
from trueline.errors import UsageError, Where
from trueline.migrate.by_hand import Carried, by_hand
from trueline.migrate.compare import compare
from trueline.migrate.constructors import constructors
from trueline.migrate.endpoints import Endpoints
from trueline.migrate.findings import Comparison, comparison
from trueline.migrate.package import read_package
from trueline.migrate.shape import shape_of
from trueline.migrate.sources import OldSdk
from trueline.migrate.twins import Twins
from trueline.pipeline import Generated, generate
from trueline.request import Request
from trueline.spec.load import load
from trueline.spec.naming import Names, load_names
from trueline.spec.swagger import modernise

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What is made of a document and a mapping, and how it differs from the older SDK, where one was named."""

    request: Request
    generated: Generated
    old: OldSdk | None
    comparison: Comparison | None
    by_hand: tuple[Carried, ...] = ()


def moved(request: Request, old: OldSdk | None, progress: Progress) -> Moved:
    """The new SDK in memory beside the older one. Raises ``DocumentError``; losses are in the report."""
    generated = generate(request, progress)
    if old is None:
        return Moved(request, generated, None, None)
    progress("compare")
    prefix = f"src/{request.package}/"
    carried = tuple(by_hand(old, generated.files, OUTPUT))
    files = {path.removeprefix(prefix): data for path, data in generated.files.items() if path.startswith(prefix)}
    for each in carried:
        if each.target.startswith(f"{OUTPUT}/{prefix}"):
            files[each.target.removeprefix(f"{OUTPUT}/{prefix}")] = (old.files or {})[each.path]
    package = read_package(request.package, files)
    document = modernise(load(request.spec, allow_remote=request.allow_remote, check_refs=False)).document
    endpoints = Endpoints(document, load_names(request.names, compat=True))
    before = old.modules or read_package(old.package, {})
    made = compare(old.shape, shape_of(package), package, endpoints, Twins(before, package))
    inside = {path.removeprefix(f"{old.root}/"): data for path, data in (old.files or {}).items() if old.root}
    counts, found = constructors(inside, files)
    made = comparison({**made.counts, **counts}, (*made.findings, *found))
    return Moved(request, generated, old, made, carried)


def named(request: Request, old: OldSdk | None, names: Names) -> Request:
    """The request with the names that the older SDK has; else those of its mapping.

    Raises ``UsageError`` where none of them tells the import name.
    """
    package = request.package or (old.package if old else "") or names.python_package
    if not package:
        cure = "Name the older SDK with --sdk, or its import name with --package."
        raise UsageError("the import name of the SDK is not known", where=Where(request.names), cure=cure)
    distribution = request.distribution or (old.distribution if old else "") or names.python_project
    return replace(request, package=package, distribution=distribution)
