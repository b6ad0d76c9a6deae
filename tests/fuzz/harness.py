"""One case: a document through the pipeline, its code imported from memory, and values through that code.

What must hold: the document is refused by name, or everything generated compiles and imports, every answer that the
schemas allow comes back as it went in, and every request holds what was given. Formatting is left out: it is the
slowest stage, and has tests of its own.
"""

from __future__ import annotations

import importlib
import io
import itertools
import json
import sys
import time
import traceback
import types
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import trueline.runtime
from benchmarks.corpus.wire.document import Document, Json
from benchmarks.corpus.wire.sdk import Sdk
from benchmarks.corpus.wire.worker import Options, Worker
from fuzz.pools import Pools
from trueline.canonical.ordinary import ordinary
from trueline.codegen.gather import gather
from trueline.codegen.inline import inline_plain_aliases
from trueline.codegen.plan.build import Naming, build
from trueline.codegen.render import kit_path, render
from trueline.codegen.report import count, make_report, unplanned
from trueline.codegen.testkit import test_facts
from trueline.errors import InternalError, TruelineError
from trueline.second_reader.agree import agree
from trueline.spec.load import load
from trueline.spec.naming import apply_names
from trueline.spec.normalise import normalise

_numbers = itertools.count(1)
_SECONDS = 5


@dataclass(frozen=True)
class Outcome:
    """How a case ended. ``problem`` is empty when all is well; ``refused`` says why nothing was generated."""

    problem: str = ""
    refused: str = ""
    detail: str = ""
    values: int = 0


def run(document: Json) -> Outcome:
    """One case from start to end. Never raises."""
    package = f"fuzzed_{next(_numbers)}"
    try:
        return _run(document, package)
    except InternalError as error:
        return Outcome(f"InternalError: {error.what}", detail=str(error))
    except TruelineError as error:
        if error.where is None or error.where.pointer is None or not error.cure:
            return Outcome(f"a refusal without {'cure' if error.where else 'pointer'}: {error.what}", detail=str(error))
        return Outcome(refused=error.what)
    except Exception as error:  # noqa: BLE001 - this is what the fuzzer looks for
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.name}"
        return Outcome(f"{type(error).__name__} in {where}", detail="".join(traceback.format_exception(error)[-8:]))


def _run(document: Json, package: str) -> Outcome:
    files, refused = generate(document, package)
    if refused:
        return refused
    with imported(files, package) as modules:
        for name in modules:
            importlib.import_module(name)
        return _values(document, package)


def generate(document: Json, package: str) -> tuple[Mapping[str, bytes], Outcome | None]:
    """The files of an SDK, or how the document was refused."""
    loaded = apply_names(load("-", stdin=io.BytesIO(json.dumps(document).encode())), None).document
    normal = normalise(loaded)
    facts = inline_plain_aliases(gather(normal.document))
    sdk = build(facts, Naming(package, package, "fuzz"))
    try:
        agree(loaded.value, ordinary(normal.document), facts, sdk)
    except InternalError as error:
        if "have the same python_name" not in str(error):  # to the second reader, `a/b` and `a~b` are one property
            raise
    report = make_report(normal, unplanned(facts, sdk), (), count(loaded, facts), {})
    for loss in report.lost:
        if "bug" in loss.cure or not loss.pointer:
            return {}, Outcome(f"lost: {loss.reason}", detail=f"{loss.pointer}: {loss.reason}")
    if report.lost:
        return {}, Outcome(refused=report.lost[0].reason)
    return {**dict(render(sdk, {})), kit_path(package): test_facts(normal.document)}, None


def _values(document: Json, package: str) -> Outcome:
    worker = Worker(Document(document), Sdk(package), Pools(), Options(cases=3), None)
    worker.run(time.monotonic() + _SECONDS)
    result = worker.result
    count = result.requests + result.answers
    for found in result.disagreements:
        return Outcome(f"{found['kind']}: {_shape(found['why'])}", detail=json.dumps(found), values=count)
    return Outcome(values=count)


def _shape(text: str) -> str:
    """A message without what differs from case to case."""
    return text.split("$", maxsplit=1)[0].split("'", maxsplit=1)[0][:80]


class _Finder(MetaPathFinder, Loader):
    """Imports generated modules from memory."""

    def __init__(self, sources: dict[str, tuple[str, bool]]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname not in self._sources:
            return None
        return ModuleSpec(fullname, self, is_package=self._sources[fullname][1])

    def exec_module(self, module: ModuleType) -> None:
        source, _ = self._sources[module.__name__]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            code = compile(source, f"<{module.__name__}>", "exec", dont_inherit=True)
        exec(code, module.__dict__)


@contextmanager
def imported(files: Mapping[str, bytes], package: str) -> Generator[list[str]]:
    """The modules of an SDK, importable. They share this process's runtime, which is the same code."""
    sources: dict[str, tuple[str, bool]] = {}
    for path, data in files.items():
        parts = Path(path).with_suffix("").parts
        if path.endswith(".py") and parts[0] == "src" and "_runtime" not in parts:
            is_package = parts[-1] == "__init__"
            sources[".".join(parts[1:-1] if is_package else parts[1:])] = data.decode(), is_package
    finder = _Finder(sources)
    sys.meta_path.insert(0, finder)
    for name, module in _runtime().items():
        sys.modules[f"{package}._runtime{name}"] = module
    try:
        yield list(sources)
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def _runtime() -> dict[str, types.ModuleType]:
    """Modules of the runtime by what follows its name."""
    root = trueline.runtime.__name__
    for path in sorted(Path(trueline.runtime.__path__[0]).glob("*.py")):
        if path.stem not in {"__init__", "tracing"}:
            importlib.import_module(f"{root}.{path.stem}")
    return {
        name[len(root) :]: module
        for name, module in sys.modules.items()
        if name.partition(".")[0:1] and name.startswith(root)
    }
