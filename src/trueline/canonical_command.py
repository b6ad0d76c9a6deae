"""``trueline canonical``: the canonical document, for any other tool."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from trueline.arguments import Parser, put
from trueline.errors import ExitCode
from trueline.request import Request, stated_lock
from trueline.words import counted

if TYPE_CHECKING:
    from rich.console import Console

    from trueline.codegen.report import Report

HELP = "write a document in canonical form"
DESCRIPTION = "Write the document as Trueline reads it: one file, OpenAPI 3.1, valid, every part in one plain form."
EXAMPLES = ("openapi.yaml", "swagger.json -o openapi.json")


def register(parser: Parser) -> None:
    """Give the command ``canonical`` its arguments."""
    parser.add_argument("spec", metavar="SPEC", help="OpenAPI 3 document: a file, a URL, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where it goes (default: standard output)")
    parser.shared("overlay", "names", "lock", "allow-loss", "allow-remote")
    parser.add_argument("--report", metavar="FILE.json", help="write a report of what was read and what was written")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> ExitCode:
    """Write the document. Raises ``DocumentError`` for a bad one, ``LossError`` where part of it would be lost."""
    from trueline.canonical.ordinary import text_of  # noqa: PLC0415 - --help shall not wait for it
    from trueline.codegen.report import LossError  # noqa: PLC0415
    from trueline.pipeline import canonical  # noqa: PLC0415

    written = canonical(_request(arguments))
    if arguments.report:
        put(Path(arguments.report), written.report.to_json(), "report")
    if written.report.lost:
        raise LossError(written.report, arguments.spec)
    for repair in written.report.repairs:
        console.print(f"repaired: {repair.pointer}: {repair.sentence}", style="yellow", markup=False)
    text = text_of(written.document)
    if arguments.output:
        put(Path(arguments.output), text, "document")
        console.print(_summary(arguments.output, written.report), markup=False)
    else:
        sys.stdout.write(text)
    return ExitCode.DONE


def _summary(output: str, report: Report) -> str:
    in_sdk = report.in_sdk
    return f"{output}: {counted(in_sdk.operations, 'operation')}, {counted(in_sdk.schemas, 'schema')}, 0 lost"


def _request(arguments: argparse.Namespace) -> Request:
    return Request(
        spec=arguments.spec,
        package="client",
        overlays=tuple(arguments.overlay),
        allow_loss=tuple(arguments.allow_loss),
        allow_remote=arguments.allow_remote,
        names=arguments.names,
        lock=stated_lock(arguments.lock),
        stdin=sys.stdin.buffer,
    )
