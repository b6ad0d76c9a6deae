"""Names in the layout of openapi-python-client beside those that generator gives by itself, over one sample.

    python -m benchmarks.corpus.stock_names [--sample 150]

Modules, classes with their fields, enum members, functions with their arguments: of each that the generator alone
wrote, whether ours is called the same. A document that it reads whole may have no other name; of one that it reads in
part, the names of that part are compared.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openapi_python_client import generate as stock_generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from benchmarks.corpus.documents import Document, everything, sample
from benchmarks.corpus.peers import count_operations
from trueline.errors import TruelineError
from trueline.pipeline import Request, generate

PACKAGE = "acme"
LAYOUT = "openapi-python-client"


@dataclass(frozen=True, slots=True)
class Stock:
    """What the generator alone made of a document: its files, and whether nothing of the document is missing."""

    files: Mapping[str, bytes]
    whole: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """How many names the generator alone wrote, and those that are not the same in ours."""

    whole: bool
    names: int
    differing: tuple[str, ...]


def stock(document: Path) -> Stock:
    """Run the generator as its users do, but for the formatter."""
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        said = ConfigFile(package_name_override=PACKAGE, project_name_override=PACKAGE, post_hooks=[])
        output = Path(folder) / "sdk"
        config = Config.from_sources(said, MetaType.UV, document, "utf-8", overwrite=False, output_path=output)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                errors = list(stock_generate(config=config))
        except Exception:  # noqa: BLE001 - whatever it crashes with, its users have no package
            return Stock({}, whole=False)
        files = {path.relative_to(output).as_posix(): path.read_bytes() for path in sorted(output.rglob("*.py"))}
    modules = sum(path.startswith(f"{PACKAGE}/api/") and not path.endswith("__init__.py") for path in files)
    return Stock(files, whole=not errors and modules == count_operations(document))


def ours(document: Path) -> Mapping[str, bytes]:
    """The same by ``--layout openapi-python-client``."""
    made = generate(Request(spec=str(document), package=PACKAGE, layout=LAYOUT))
    return {path: data for path, data in made.files.items() if path.endswith(".py")}


def names(files: Mapping[str, bytes]) -> dict[str, object]:
    """Every name that a program can hang on, with what belongs to it; a module that is not Python has none."""
    found: dict[str, object] = {}
    for path, data in files.items():
        if path.startswith((f"{PACKAGE}/api/", f"{PACKAGE}/models/")) and not path.endswith("__init__.py"):
            found.update((f"{path}: {name}", what) for name, what in _module(data))
    return found


def _module(data: bytes) -> Iterator[tuple[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, _arguments(node.args)
        elif isinstance(node, ast.ClassDef):
            yield node.name, list(_fields(node))


def _arguments(arguments: ast.arguments) -> object:
    positional = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    return positional, [each.arg for each in arguments.kwonlyargs], [each is None for each in arguments.kw_defaults]


def _fields(node: ast.ClassDef) -> Iterator[object]:
    for each in node.body:
        if isinstance(each, ast.AnnAssign):
            yield ast.unparse(each.target), each.value is None
        elif isinstance(each, ast.Assign):
            yield ast.unparse(each)


def compare(document: Path) -> Compared:
    """Names of both. Raises ``TruelineError`` where ours makes nothing."""
    theirs, made = stock(document), ours(document)
    wanted = names(theirs.files)
    mine = names({path: data for path, data in made.items() if path in theirs.files})
    return Compared(theirs.whole, len(wanted), tuple(key for key, what in wanted.items() if mine.get(key) != what))


def main() -> int:
    """Compare and print; exit code 1 where a document that is read whole has another name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.stock_names")
    parser.add_argument("--sample", type=int, default=150, metavar="N")
    parser.add_argument("--largest", type=int, default=600_000, metavar="BYTES", help="of a document")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    usable = [document for document in everything() if document.size < options.largest]
    found = [_compared(document) for document in sample(usable, options.sample, options.seed)]
    for whole, said in ((True, "read whole by it"), (False, "read in part")):
        these = [each for each in found if each.whole is whole and each.names]
        differing = sum(len(each.differing) for each in these)
        total = sum(each.names for each in these)
        sys.stdout.write(f"{len(these)} documents {said}: {differing:,} of {total:,} names differ\n")
    return int(any(each.whole and each.differing for each in found))


def _compared(document: Document) -> Compared:
    try:
        found = compare(document.path)
    except TruelineError as error:
        sys.stderr.write(f"{document.name}: {error}\n")
        return Compared(whole=False, names=0, differing=())
    sys.stderr.write(f"{document.name}: whole {found.whole}, {len(found.differing)} of {found.names} differ\n")
    sys.stderr.writelines(f"    {each}\n" for each in found.differing[:3])
    return found


if __name__ == "__main__":
    sys.exit(main())
