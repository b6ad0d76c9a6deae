"""``trueline migrate speakeasy`` and ``fern``: the names of an older SDK, and what changes for its users."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from trueline.arguments import Parser
from trueline.errors import ExitCode, UsageError, Where
from trueline.migrate.makers import SPEAKEASY, Maker
from trueline.request import Request

if TYPE_CHECKING:
    from rich.console import Console

    from trueline.migrate.findings import Comparison
    from trueline.migrate.foreign import Foreign
    from trueline.migrate.foreign_names import ForeignNames
    from trueline.migrate.sources import OtherMakerError
    from trueline.spec.document import Document

_SDK = "the SDK that users have: its folder, source archive, wheel, or name on the index (acme==1.2.3)"


def register(migrate: Parser, maker: Maker) -> None:
    """Add the command of one maker."""
    command = migrate.command(
        maker.name,
        help=f"from {maker.title}",
        description=f"Take the names of an SDK made by {maker.title}, and tell what of it stays and what does not.",
        examples=("--sdk acme==1.2.3 --spec openapi.yml --names acme.names.yml --page MOVING.md",),
    )
    command.add_argument("--sdk", metavar="SDK", required=True, help=_SDK)
    command.add_argument("--spec", metavar="DOC", required=True, help="the API's OpenAPI document: a file or a URL")
    command.add_argument(
        "--names", metavar="FILE.yml", required=True, help="where its names go: a new file, or one made before"
    )
    command.add_argument("--page", metavar="FILE.md", default="", help="write what changes for users as a page")
    command.add_argument("--report", metavar="FILE.json", default="", help="write the whole report")
    command.shared("allow-loss", "allow-remote")
    command.add_argument("--allow-missing", action="store_true", help="exit 0 though something is missing")
    command.set_defaults(run=run, maker=maker.name)


def run(arguments: argparse.Namespace, console: Console) -> ExitCode:
    """Write the names file, generate in memory, compare and report.

    Raises ``UsageError`` for a wrong command line, and ``LossError`` where a part of the document is lost.
    """
    from trueline.codegen.report import LossError  # noqa: PLC0415 - --help shall not wait for it
    from trueline.migrate.foreign_names import names_of  # noqa: PLC0415
    from trueline.migrate.report import lines  # noqa: PLC0415
    from trueline.pipeline import generate  # noqa: PLC0415

    old, document = _read(arguments.maker, arguments.sdk, arguments)
    path = Path(arguments.names)
    made = names_of(old, document)
    if not path.exists():
        _write(path, made.text)
    for line in made.remarks:
        console.print(line, style="yellow", markup=False)
    package = old.package.partition(".")[0]
    request = Request(
        spec=arguments.spec,
        package=package,
        distribution=old.distribution,
        names=arguments.names,
        allow_loss=tuple(arguments.allow_loss),
        allow_remote=arguments.allow_remote,
    )
    generated = generate(request)
    if generated.report.lost:
        raise LossError(generated.report, request.spec)
    found = _compared(old, document, made, generated.files, request)
    for line in lines(found):
        console.print(line, markup=False)
    _reports(arguments, old, found)
    console.print(
        f"next: trueline generate {arguments.spec} --names {path} --package {package} --output DIR", markup=False
    )
    return ExitCode.LOSS if found.missing and not arguments.allow_missing else ExitCode.DONE


def run_names(arguments: argparse.Namespace, console: Console, made_by: OtherMakerError) -> ExitCode:
    """Write the names file of an SDK that Stainless did not make. Raises ``UsageError`` without a document."""
    from trueline.migrate.foreign_names import names_of  # noqa: PLC0415

    if not arguments.spec:
        cure = "Name the API's OpenAPI document: methods are found by their endpoints."
        raise UsageError("missing: --spec", cure=cure) from made_by
    old, document = _read(made_by.maker, arguments.source, arguments)
    made = names_of(old, document)
    for line in made.remarks:
        console.print(line, style="yellow", markup=False)
    _write(Path(arguments.output), made.text)
    missing = [name for name in old.methods if name not in made.endpoints]
    for name in missing:
        console.print(
            f"client.{name}() is left out: the document has no operation for it", style="yellow", markup=False
        )
    console.print(f"{arguments.output}: {len(made.endpoints)} of {len(old.methods)} methods", markup=False)
    return ExitCode.LOSS if missing else ExitCode.DONE


def _read(maker: str, sdk: str, arguments: argparse.Namespace) -> tuple[Foreign, Document]:
    """The older SDK, and the API's document."""
    from trueline.migrate import fern, speakeasy  # noqa: PLC0415
    from trueline.spec.load import load  # noqa: PLC0415
    from trueline.spec.swagger import modernise  # noqa: PLC0415

    old = (speakeasy if maker == SPEAKEASY.name else fern).read(sdk)
    return old, modernise(load(arguments.spec, allow_remote=arguments.allow_remote)).document


def _compared(
    old: Foreign, document: Document, made: ForeignNames, files: Mapping[str, bytes], request: Request
) -> Comparison:
    from trueline.migrate.endpoints import Endpoints  # noqa: PLC0415
    from trueline.migrate.foreign_compare import compare  # noqa: PLC0415
    from trueline.migrate.package import read_package  # noqa: PLC0415
    from trueline.migrate.shape import shape_of  # noqa: PLC0415
    from trueline.spec.naming import load_names  # noqa: PLC0415

    prefix = f"src/{request.package}/"
    inside = {path.removeprefix(prefix): data for path, data in files.items() if path.startswith(prefix)}
    package = read_package(request.package, inside)
    endpoints = Endpoints(document, load_names(request.names))
    client = inside["_client.py"].decode("utf-8")
    return compare(old, shape_of(package), package, endpoints, made.endpoints, client)


def _reports(arguments: argparse.Namespace, old: Foreign, found: Comparison) -> None:
    from trueline.migrate.report import page  # noqa: PLC0415

    if arguments.page:
        _write(Path(arguments.page), page(found, (), Path(old.source).name, old.maker))
    if arguments.report:
        document = {"package": old.package, "distribution": old.distribution, "surface": found.to_json()}
        _write(Path(arguments.report), json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"the file can't be written: {error.strerror}", where=Where(str(path))) from error
