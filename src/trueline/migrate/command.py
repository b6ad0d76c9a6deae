"""``trueline migrate`` on the command line."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trueline import names
from trueline.adopt.command import TRUELINE_HELP
from trueline.arguments import Parser
from trueline.errors import ExitCode, UsageError, Where
from trueline.migrate import foreign_command
from trueline.migrate.makers import MAKERS
from trueline.request import Request

NAMES_HELP = "make a names file from an SDK that Stainless, Speakeasy or Fern made"
NAMES_DESCRIPTION = (
    "Make a names file (the format of stainless.yml) from an SDK: of Stainless's from its api.md, "
    "of Speakeasy's and Fern's from their sources."
)
NAMES_EXAMPLES = ("--from api.md --spec openapi.yml --output stainless.yml",)

if TYPE_CHECKING:
    from rich.console import Console

    from trueline.migrate.stainless import Moved

_SDK = "the SDK that users have: its folder, source archive, wheel, name on the index (acme==1.2.3), or its api.md"


def register(root: Parser) -> None:
    """Add the command to the program."""
    migrate = root.command(
        "migrate",
        help="move to Trueline from another generator",
        description="Move here from another generator, with the code of your users.",
        examples=("stainless stainless.yml --spec openapi.yml --sdk acme==1.2.3 --dry-run",),
    )
    migrate.words("generator", "GENERATOR")
    stainless = migrate.command(
        "stainless",
        help="from Stainless",
        description="Compare an SDK made by Stainless with what Trueline generates, and make the new SDK's repository.",
        examples=(
            "stainless.yml --spec openapi.yml --sdk acme==1.2.3 --dry-run",
            "stainless.yml --spec openapi.yml --sdk ../acme-python --output acme-sdk",
        ),
    )
    stainless.add_argument("config", metavar="CONFIG", help="the stainless.yml")
    stainless.add_argument("--spec", metavar="DOC", required=True, help="the API's OpenAPI document: a file or a URL")
    stainless.add_argument("--sdk", metavar="SDK", default="", help=_SDK)
    stainless.add_argument("--output", metavar="DIR", help="the repository: a new folder, or one made before")
    stainless.add_argument("--package", metavar="NAME", default="", help="its import name (default: the older SDK's)")
    stainless.add_argument(
        "--distribution", metavar="NAME", default="", help="its name on the index (default: the older SDK's)"
    )
    stainless.add_argument("--dry-run", action="store_true", help="only report; write nothing")
    stainless.add_argument("--report", metavar="FILE.json", default="", help="write the whole report")
    stainless.shared("allow-loss", "allow-remote")
    stainless.add_argument("--trueline", metavar="PATH", default="", help=TRUELINE_HELP)
    stainless.add_argument("--allow-missing", action="store_true", help="exit 0 though something is missing")
    stainless.set_defaults(run=run)
    for maker in MAKERS:
        foreign_command.register(migrate, maker)


def register_names(parser: Parser) -> None:
    """Give the command ``names`` its arguments."""
    parser.add_argument("--from", dest="source", metavar="SDK", required=True, help=_SDK)
    parser.add_argument(
        "--spec", metavar="DOC", default="", help="the API's OpenAPI document, for types and credentials"
    )
    parser.add_argument(
        "--output",
        metavar="FILE.yml",
        default="stainless.yml",
        help="where it goes, a new file (default: stainless.yml)",
    )
    parser.shared("allow-remote")
    parser.set_defaults(run=run_names)


def run_names(arguments: argparse.Namespace, console: Console) -> ExitCode:
    """Write a names file out of an SDK's list of methods.

    Raises ``UsageError`` where the file exists already, or can't be written.
    """
    from trueline.migrate.names_from import listed, names_of  # noqa: PLC0415 - --help shall not wait for it
    from trueline.migrate.sources import OtherMakerError, old_sdk, text_of  # noqa: PLC0415
    from trueline.spec.load import load  # noqa: PLC0415
    from trueline.spec.swagger import modernise  # noqa: PLC0415

    path, source = Path(arguments.output), Path(arguments.source)
    if path.exists():
        raise UsageError("there is a file already", where=Where(str(path)), cure="Name another, or remove it.")
    try:
        old = old_sdk(arguments.source)
    except OtherMakerError as other:
        return foreign_command.run_names(arguments, console, other)
    found = listed(old, text_of(source) if source.suffix == ".md" else "")
    document = modernise(load(arguments.spec, allow_remote=arguments.allow_remote)).document if arguments.spec else None
    written = names_of(old, found, document)
    for line in written.remarks:
        console.print(line, style="yellow", markup=False)
    try:
        path.write_text(written.text, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"the file can't be written: {error.strerror}", where=Where(str(path))) from error
    console.print(f"{path}: {written.methods} of {len(found.verbatim)} methods", markup=False)
    return ExitCode.DONE if written.methods == len(found.verbatim) else ExitCode.LOSS


def run(arguments: argparse.Namespace, console: Console) -> ExitCode:
    """Compare, report, and write the repository.

    Raises ``UsageError`` for a wrong command line, and ``LossError`` where a part of the document is lost.
    """
    if not arguments.output and not arguments.dry_run:
        raise UsageError("missing: --output", cure="Name the folder of the new repository, or give --dry-run.")
    with tempfile.TemporaryDirectory(prefix="trueline-names-") as folder:
        return _run(arguments, console, Path(folder))


def _run(arguments: argparse.Namespace, console: Console, folder: Path) -> ExitCode:
    from trueline.codegen.report import LossError  # noqa: PLC0415 - --help shall not wait for it
    from trueline.migrate.older import with_own  # noqa: PLC0415
    from trueline.migrate.report import hand_lines, lines  # noqa: PLC0415
    from trueline.migrate.repository import write  # noqa: PLC0415
    from trueline.migrate.sources import old_sdk  # noqa: PLC0415
    from trueline.migrate.stainless import moved, named  # noqa: PLC0415
    from trueline.spec.naming import load_names  # noqa: PLC0415

    def progress(stage: str) -> None:
        console.print(f"{stage} ...", markup=False)

    old = old_sdk(arguments.sdk) if arguments.sdk else None
    known = load_names(arguments.config, compat=True)
    request, found = with_own(named(_request(arguments), old, known), old, known, folder)
    for line in found:
        console.print(line, markup=False)
    made = moved(request, old, progress)
    if made.generated.report.lost:
        raise LossError(made.generated.report, request.spec)
    for repair in made.generated.report.repairs:
        console.print(f"repaired: {repair.pointer}: {repair.sentence}", style="yellow", markup=False)
    for line in lines(made.comparison) if made.comparison else ["no --sdk: nothing is compared"]:
        console.print(line, markup=False)
    for line in hand_lines(made.by_hand):
        console.print(line, markup=False)
    if arguments.report:
        _write(Path(arguments.report), made)
    if not arguments.dry_run:
        given = Path(arguments.trueline) if arguments.trueline else None
        for line in write(made, Path(arguments.output), given, progress):
            console.print(line, markup=False)
    missing = made.comparison.missing if made.comparison else 0
    return ExitCode.LOSS if missing and not arguments.allow_missing else ExitCode.DONE


def _request(arguments: argparse.Namespace) -> Request:
    package = arguments.package
    if package and names.snake(package) != package:
        cure = f"Use a lower-case identifier, such as {names.snake(package)}."
        raise UsageError(f"{package!r} can't be a package name", cure=cure)
    for name in ("spec", "config"):
        if getattr(arguments, name) == "-":
            raise UsageError("migrate does not read standard input", cure="Name the file or its URL.")
    return Request(
        spec=arguments.spec,
        package=package,
        distribution=arguments.distribution,
        names=arguments.config,
        compat="stainless",
        allow_loss=tuple(arguments.allow_loss),
        allow_remote=arguments.allow_remote,
    )


def _write(path: Path, moved: Moved) -> None:
    known = moved.comparison.to_json() if moved.comparison else None
    hand = [{"path": each.path, "target": each.target, "reason": each.reason} for each in moved.by_hand]
    document = {
        "by_hand": hand,
        "package": moved.request.package,
        "distribution": moved.request.distribution,
        "surface": known,
    }
    try:
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"the report can't be written: {error.strerror}", where=Where(str(path))) from error
