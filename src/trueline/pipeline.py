"""The arrows in order: load, overlay, normalise, engine, plan, templates. Each is one module; data goes one way."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from trueline.codegen import engine_process
from trueline.codegen.agreement import agree
from trueline.codegen.format import formatter
from trueline.codegen.gather import gather
from trueline.codegen.inline import inline_plain_aliases
from trueline.codegen.inputs import inputs
from trueline.codegen.plan.build import Naming, build, default_distribution
from trueline.codegen.render import render
from trueline.codegen.report import Report, make_report
from trueline.codegen.skeleton import skeleton
from trueline.request import Request
from trueline.spec.load import load
<<<<<<< HEAD
from trueline.spec.naming import apply_names, load_names
from trueline.spec.normalise import normalise
=======
from trueline.spec.normalise import normalise, with_notes
>>>>>>> 7f9b838 (Swagger 2.0: converted by passes of our own, every note and count at places of the original)
from trueline.spec.overlay import apply, load_overlay
from trueline.spec.swagger import modernise

__all__ = ["Generated", "Progress", "Request", "generate"]

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
    with _collector_paused():
        return _generate(request, _Clock(progress))


def _generate(request: Request, clock: _Clock) -> Generated:
    engine_process.start()
    with clock.stage("load"):
        loaded = load(
            request.spec,
            allow_remote=request.allow_remote,
            stdin=request.stdin,
            check_refs=not request.overlays,  # an overlay may cure a broken one; it checks again
        )
    with clock.stage("overlay"):
        document = apply(loaded, [load_overlay(source) for source in request.overlays])
    with clock.stage("names"):
        named = apply_names(document, load_names(request.names) if request.names else None)
        document = named.document
    with clock.stage("normalise"):
<<<<<<< HEAD
        normal = normalise(document)
        normal = replace(normal, losses=(*named.losses, *normal.losses), repairs=(*named.repairs, *normal.repairs))
=======
        modern = modernise(document)
        normal = with_notes(normalise(modern.document), modern.repairs, modern.losses)
>>>>>>> 7f9b838 (Swagger 2.0: converted by passes of our own, every note and count at places of the original)
    with clock.stage("facts"):
        facts = inline_plain_aliases(gather(normal.document))
        normal = replace(normal, document={})  # as large as the document, and not needed any more
        shape, keys = skeleton(facts)
    with engine_process.asked(shape) as engine:
        with clock.stage("plan"):
            naming = Naming(
                request.package, request.distribution or default_distribution(request.package), request.source
            )
            sdk = build(facts, naming)
        with formatter() as formatted:
            with clock.stage("templates"):
                for path, content in render(sdk):
                    formatted.add(path, content)
            with clock.stage("engine"):
                agree(facts, engine.result(), keys)
            with clock.stage("format"):
                files = formatted.finish()
    report = make_report(document, normal, facts, sdk, (*request.allow_loss, *named.allowed), clock.seconds)
    return Generated(files, inputs(document.sha256, request.package, request.distribution, request.allow_loss), report)


@contextmanager
def _collector_paused() -> Generator[None]:
    """The stages make values by the million, in trees and without cycles: looking for cycles took 40 % of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
