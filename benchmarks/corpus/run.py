"""One document through the whole pipeline, in the process that calls it."""

from __future__ import annotations

import importlib
import os
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.corpus.documents import ROOT, Document
from benchmarks.corpus.outcome import Outcome, Status
from trueline.codegen.format import find_ruff
from trueline.errors import InternalError, TruelineError
from trueline.pipeline import Generated, Request, generate
from trueline.write.emit import emit

PACKAGE = "corpus_sdk"
#: What the census says of something that is missing without a reason.
UNEXPLAINED = "This is a bug"
SHOWN = 20


#: What modules of an SDK import: half of what a small document takes, if each child imports it again.
_IMPORTED = ("attrs", "httpx", "mcp", "pytest")


#: From so many documents on, what generating does once in a process costs less where they are forked from.
_MANY = 5


def warm(documents: int) -> None:
    """Load, in the process that children are forked from, what each of so many needs."""
    for name in _IMPORTED:
        importlib.import_module(name)
    if documents >= _MANY:
        generate(Request(str(ROOT / "openapi/v1.yaml"), PACKAGE))


def run(document: Document, output: Path) -> Outcome:
    """Generate, write, compile and import. Never raises for a document: whatever happens is the outcome."""
    start = time.process_time()
    try:
        made = _judge(document, output)
    except InternalError as error:  # our own fault, whatever the document says
        made = Outcome(document.name, Status.CRASH, faults=(str(error)[:600],))
    except TruelineError as error:
        made = Outcome(document.name, Status.REFUSED, faults=(str(error)[:600],))
    except MemoryError:
        made = Outcome(document.name, Status.MEMORY)
    except Exception:  # noqa: BLE001 - a crash is an outcome, and the worst one
        made = Outcome(document.name, Status.CRASH, faults=(traceback.format_exc()[-1500:],))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return replace(made, seconds=round(time.process_time() - start, 2), mebibytes=peak)


def _judge(document: Document, output: Path) -> Outcome:
    done = generate(Request(str(document.path), PACKAGE))
    losses = done.report.lost
    unexplained = [loss for loss in losses if UNEXPLAINED in loss.cure]
    if losses and not unexplained:  # parts are refused by name; the rest has to work without them
        done = generate(Request(str(document.path), PACKAGE, allow_loss=tuple(loss.pointer for loss in losses)))
    faults = [f"{loss.pointer}: {loss.reason}" for loss in losses]
    status = Status.LOST if unexplained else Status.REFUSED if losses else Status.WHOLE
    emit(done.files, output, done.inputs)
    broken = [*_uncompiled(done), *_careless(output / "src"), *_unimported(done, output)]
    counted = done.report.in_spec
    return Outcome(
        document.name,
        Status.BROKEN if broken else status,
        operations=counted.operations,
        operations_refused=counted.operations - done.report.in_sdk.operations,
        schemas=counted.schemas,
        modules=sum(path.endswith(".py") for path in done.files),
        repairs=len(done.report.repairs),
        faults=tuple(fault[:600] for fault in [*broken, *faults][:SHOWN]),
        stages=dict(done.report.seconds),
    )


def _uncompiled(done: Generated) -> Iterator[str]:
    for path, content in done.files.items():
        if path.endswith(".py"):
            try:
                compile(content, path, "exec")
            except (SyntaxError, ValueError) as error:
                yield f"{path}: {error}"


def _careless(source: Path) -> list[str]:
    """What no type checker forgives: names imported and not used, imported twice, or unknown."""
    rules = ("check", "--isolated", "--quiet", "--select", "F401,F811,F821", "--output-format", "concise")
    command = [str(find_ruff()), *rules, "--exclude", "_runtime", str(source)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line.removeprefix(f"{source}/") for line in (checked.stdout + checked.stderr).splitlines()]


def _unimported(done: Generated, output: Path) -> Iterator[str]:
    """Import every module of the package, in this process: it is a child that ends after this."""
    os.environ.pop("PYTHONPATH", None)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(output / "src"))
    for path in sorted(done.files):
        if path.startswith("src/") and path.endswith(".py"):
            name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            try:
                importlib.import_module(name)
            except Exception as error:  # noqa: BLE001 - whatever a module does when it is imported is its fault
                yield f"{name}: {type(error).__name__}: {error}"
