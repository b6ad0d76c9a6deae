"""The arrows in order: load, overlay, normalise, facts, plan, templates. Each is one module; data goes one way."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trueline.beside import beside
from trueline.canonical.ordinary import ordinary
from trueline.codegen.facts import Facts
from trueline.codegen.format import formatter
from trueline.codegen.gather import gather
from trueline.codegen.inline import inline_plain_aliases
from trueline.codegen.inputs import inputs
from trueline.codegen.plan.build import Naming, build, default_distribution
from trueline.codegen.plan.types import ELSEWHERE, Types
from trueline.codegen.plan.values import Sdk
from trueline.codegen.plan.version import version_in
from trueline.codegen.render import identity, kit_path, render
from trueline.codegen.report import Counted, Report, count, make_report, unplanned
from trueline.codegen.shelf import Shelf
from trueline.codegen.testkit import test_facts
from trueline.codegen.types_beside import are_huge, are_worth_it, type_modules
from trueline.collector import collector_paused
from trueline.memory import APART, Memory, TypeNames
from trueline.request import Request
from trueline.spec.document import Document, Json
from trueline.spec.load import load
from trueline.spec.naming import Names, apply_names, load_names
from trueline.spec.naming.unwrap import whole_answers
from trueline.spec.normalise import check_canonical, normalise, with_notes
from trueline.spec.normalise.report import Normalised
from trueline.spec.swagger import modernise
from trueline.write.lock import memory_in

if TYPE_CHECKING:
    from trueline.codegen.compat.surface import Surface

__all__ = [
    "Canonical", "Generated", "Planned", "Progress", "Request", "canonical", "generate", "memory_of", "planned",
    "second_reading",
]  # fmt: skip

#: Told the name of each stage as it begins.
Progress = Callable[[str], None]


def _silent(_stage: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Generated:
    """A whole SDK: formatted files by POSIX path, hashes of all that they derive from, and the report."""

    files: Mapping[str, bytes]
    inputs: Mapping[str, str]
    report: Report
    #: What the lock remembers of names.
    names: TypeNames = None
    #: The class of the client.
    client: str = "Client"


@dataclass(frozen=True, slots=True)
class Planned:
    """An SDK before it is written: what the document says, what the SDK is, and what would be missing from it."""

    facts: Facts
    sdk: Sdk
    report: Report


@dataclass(frozen=True, slots=True)
class Canonical:
    """A document as an ordinary document in canonical form, and what would be missing from its SDK."""

    document: Json
    report: Report


class _Clock:
    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        self._progress(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)


def generate(request: Request, progress: Progress = _silent) -> Generated:
    """Run the pipeline in memory. Raises ``DocumentError`` for a bad document; losses are in the report."""
    with collector_paused():
        return _generate(request, _Clock(progress))


def planned(request: Request, progress: Progress = _silent) -> Planned:
    """The pipeline up to the plan, for what derives from it beside the SDK. Raises as :func:`generate` does."""
    with collector_paused():
        clock = _Clock(progress)
        read = _read(request, clock)
        sdk = _plan(request, read, clock)
        return Planned(read.facts, sdk, read.report(request, sdk, clock))


def canonical(request: Request, progress: Progress = _silent) -> Canonical:
    """The canonical document, for other tools. Raises as :func:`generate` does; losses are those of an SDK."""
    with collector_paused():
        clock = _Clock(progress)
        read = _read(request, clock)
        sdk = _plan(request, read, clock)
        with clock.stage("canonical"):
            document = ordinary(read.normal.document)
        return Canonical(document, read.report(request, sdk, clock))


def second_reading(request: Request, progress: Progress = _silent) -> None:
    """The second reader alone. Raises ``InternalError`` where it read something else, else as :func:`generate`."""
    with collector_paused():
        clock = _Clock(progress)
        read = _read(request, clock)
        _agree(read, _plan(request, read, clock))


def _agree(read: _Read, sdk: Sdk) -> None:
    from trueline.second_reader.agree import agree  # noqa: PLC0415 - it loads the engine, which takes half a second

    agree(read.named.value, ordinary(read.normal.document), read.facts, sdk)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document as it was counted, as it was read, and what of it cannot be carried."""

    written: Document
    named: Document
    counted: Document
    allowed: tuple[str, ...]
    normal: Normalised
    facts: Facts
    names: Names | None = None

    def without_documents(self) -> _Read:
        """The same without the document three times over: as large as all that is to come."""
        gone = Document({}, self.named.source, self.written.sha256)
        return replace(self, written=gone, named=gone, counted=gone, normal=replace(self.normal, document={}))

    def report(self, request: Request, sdk: Sdk, clock: _Clock) -> Report:
        return self.reporter(request, sdk)(count(self.counted, self.facts), clock.seconds)

    def reporter(self, request: Request, sdk: Sdk) -> Callable[[Counted, Mapping[str, float]], Report]:
        """What makes the report as soon as the document is counted. It holds neither document nor facts."""
        normal = replace(self.normal, document={})
        return partial(make_report, normal, unplanned(self.facts, sdk), (*request.allow_loss, *self.allowed))


@dataclass(frozen=True, slots=True)
class _Rest:
    """What has nothing to do with methods: the modules of types where they are made apart, and the count."""

    types: Mapping[str, bytes]
    census: Counted


def _generate(request: Request, clock: _Clock) -> Generated:
    read = _read(request, clock, check=bool(request.layout))
    if request.layout:
        return _in_stock_layout(request, read, _checked_plan(request, read, clock), clock)
    is_plain = not (request.compat or request.second_reader)  # the others look at the document, or at all of the plan
    apart = is_plain and are_worth_it(read.facts)
    census, kit = None, partial(_kit, request, read.normal.document)
    if is_huge := apart and are_huge(read.facts):  # the copy of a process holds what is there as long as it works
        census, kit = _census(read), partial(bytes, kit())
        read = read.without_documents()
    work = partial(_rest, request, read, census, apart=apart)
    again = partial(_rest_again, request) if is_huge and request.spec != "-" else None
    with beside(work, again) if apart else nullcontext(work) as rest:
        del work
        sdk = _checked_plan(request, read, clock, ELSEWHERE if apart else None)
        surface = _surface(sdk, read) if request.compat else None
        report, names = read.reporter(request, sdk), read.normal.names
        files = Shelf() if is_huge else dict[str, bytes]()
        ready = _Ready(request, sdk, surface, _made_of(request, read), report, names, files, kit)
        del read
        return _in_our_layout(ready, rest, clock)


def _rest(request: Request, read: _Read, census: Counted | None, *, apart: bool) -> _Rest:
    """``apart``: whether the types are not in the plan."""
    with formatter() as formatted:
        for path, content in type_modules(read.facts, request.package, request.source) if apart else ():
            formatted.add(path, content)
        formatted.begin()
        census = census or _census(read)
        return _Rest(dict(formatted.finish()), census)


def _rest_again(request: Request) -> _Rest:
    """The same for a huge document that was let go of: it is read once more."""
    return _rest(request, _read(request, _Clock(_silent)), None, apart=True)


def _census(read: _Read) -> Counted:
    check_canonical(read.normal.document)
    return count(read.counted, read.facts)


def _kit(request: Request, document: Json) -> bytes:
    return test_facts(whole_answers(document) if request.compat else document)


def _checked_plan(request: Request, read: _Read, clock: _Clock, types: Types | None = None) -> Sdk:
    sdk = _plan(request, read, clock, types)
    if request.second_reader:
        with clock.stage("second reader"):
            _agree(read, sdk)
    return sdk


def _in_stock_layout(request: Request, read: _Read, sdk: Sdk, clock: _Clock) -> Generated:
    from trueline.stock_layout.limits import limits  # noqa: PLC0415 - it loads the engine, which takes half a second
    from trueline.stock_layout.make import made_project  # noqa: PLC0415
    from trueline.stock_layout.settings import lock_inputs, read_settings, refuse_unsaid  # noqa: PLC0415

    settings = read_settings(request.engine_config, request.package)
    refuse_unsaid(settings, request.metadata)
    made_of = _made_of(request, read, lock_inputs(settings))
    with formatter() as formatted:
        with clock.stage("engine"):
            project = made_project(read.named.value, ordinary(read.normal.document), read.facts, sdk, settings)
            for path, content in project.files.items():
                formatted.add(path, content)
            for path, content in (*identity(sdk, made_of, sdk.package), *request.metadata.files().items()):
                formatted.add(path, content)
        with clock.stage("format"):
            files = formatted.finish()
    report = read.report(request, sdk, clock)
    rewritten = tuple(replace(each, pointer=read.named.origin(each.pointer)) for each in project.rewritten)
    return Generated(files, made_of, replace(report, limits=limits(read.facts, settings), rewritten=rewritten))


def _surface(sdk: Sdk, read: _Read) -> Surface | None:
    from trueline.codegen.compat.surface import surface_of  # noqa: PLC0415 - few SDKs have another's surface

    return surface_of(sdk, read.names, read.named.value) if read.names else None


@dataclass(frozen=True, slots=True)
class _Ready:
    """What an SDK in our layout is written from."""

    request: Request
    sdk: Sdk
    surface: Surface | None
    made_of: Mapping[str, str]
    report: Callable[[Counted, Mapping[str, float]], Report]
    names: TypeNames
    files: MutableMapping[str, bytes]
    kit: Callable[[], bytes]


def _in_our_layout(ready: _Ready, rest: Callable[[], _Rest], clock: _Clock) -> Generated:
    with formatter(ready.files) as formatted:
        with clock.stage("templates"):
            for path, content in render(ready.sdk, ready.made_of, ready.surface):
                formatted.add(path, content)
            for path, content in ready.request.metadata.files().items():
                formatted.add(path, content)
        formatted.begin()
        with clock.stage("test kit"):
            kit = ready.kit()
        with clock.stage("format"):
            files, made = formatted.finish(), rest()
    files.update(made.types)
    files[kit_path(ready.sdk.package)] = kit
    report = ready.report(made.census, clock.seconds)
    return Generated(files, ready.made_of, report, ready.names, ready.sdk.client.name)


def _read(request: Request, clock: _Clock, *, check: bool = True) -> _Read:
    """``check``: that the document is canonical, which is left to :func:`_census` otherwise."""
    with clock.stage("load"):
        loaded = load(
            request.spec,
            allow_remote=request.allow_remote,
            stdin=request.stdin,
            check_refs=not request.overlays,  # an overlay may cure a broken one; it checks again
        )
    with clock.stage("overlay"):
        written = _corrected(loaded, request.overlays)
    with clock.stage("names"):
        modern = modernise(written)
        names = load_names(request.names, compat=bool(request.compat)) if request.names else None
        named = apply_names(modern.document, names, compat=bool(request.compat))
        document = named.document
        if request.compat:
            from trueline.codegen.compat.document import as_known  # noqa: PLC0415 - few SDKs have another's surface

            document = as_known(document, names)
    with clock.stage("normalise"):
        normal = with_notes(normalise(document, partial(memory_of, request), check=check), named.repairs, named.losses)
        normal = with_notes(normal, modern.repairs, modern.losses)
    with clock.stage("facts"):
        facts = inline_plain_aliases(gather(normal.document))
    counted = document if modern.document is written else written  # a converted one is counted as it was written
    return _Read(document, document, counted, tuple(named.allowed), normal, facts, names)


def _corrected(document: Document, overlays: Sequence[str]) -> Document:
    if not overlays:
        return document
    from trueline.spec.overlay import apply, load_overlay  # noqa: PLC0415 - most documents have none

    return apply(document, [load_overlay(source) for source in overlays])


def memory_of(request: Request) -> Memory:
    """The names that types have. The surfaces of other generators have a type for every place."""
    if request.layout or request.compat:
        return APART
    return memory_in(Path(request.lock)) if request.lock else Memory()


def _plan(request: Request, read: _Read, clock: _Clock, types: Types | None = None) -> Sdk:
    with clock.stage("plan"):
        version = _own_version(request)
        distribution = request.distribution or default_distribution(request.package)
        apart = bool(request.layout or request.compat)
        naming = Naming(request.package, distribution, request.source, version, apart=apart)
        if request.compat:
            from trueline.codegen.compat.surface import kept_names  # noqa: PLC0415 - few SDKs have another's surface

            naming = kept_names(naming, read.names)
        elif read.names and read.names.own.client:
            naming = replace(naming, client=read.names.own.client)
        return build(read.facts, naming, request.metadata, types)


def _made_of(request: Request, read: _Read, layout: tuple[str, ...] = ()) -> dict[str, str]:
    named = (request.package, request.distribution, request.allow_loss)
    return inputs(read.written.sha256, *named, _own_version(request), layout, request.compat, request.metadata.digest())


def _own_version(request: Request) -> str:
    return version_in(request.version_file) if request.version_file else ""
