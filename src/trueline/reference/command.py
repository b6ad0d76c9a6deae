"""``trueline docs``: the reference page of a document, written or compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from trueline import names
from trueline.arguments import Parser
from trueline.errors import DriftError, ExitCode, UsageError, Where
from trueline.request import Request, stated_lock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from trueline.pipeline import Planned

HELP = "write the reference page of a document"
DESCRIPTION = "Write the reference page of a document, with examples for curl, Python and the command line."
EXAMPLES = ("openapi.yaml --output docs/api.md", "openapi.yaml --output docs/api.md --check")


def register(parser: Parser) -> None:
    """Give the command ``docs`` its arguments."""
    parser.add_argument("spec", metavar="SPEC", help="OpenAPI 3 document: a file, a URL, or - for standard input")
    parser.add_argument("--output", metavar="FILE.md", required=True, help="where the page goes")
    parser.add_argument(
        "--pages", metavar="DIR", default="", help="where llms.txt goes, and a Markdown page for each resource"
    )
    parser.add_argument("--package", metavar="NAME", default="", help="the SDK's import name (default: from the title)")
    parser.shared("overlay", "names")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page would change")
    parser.shared("lock", "allow-loss", "allow-remote")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> ExitCode:
    """Write the page, or with ``--check`` compare it."""
    from trueline.reference.page import page  # noqa: PLC0415 - --help shall not wait for it
    from trueline.reference.pages import pages  # noqa: PLC0415

    plan = whole(_request(arguments))
    texts = {Path(arguments.output): page(plan)}
    if arguments.pages:
        texts |= {Path(arguments.pages) / name: text for name, text in pages(plan).items()}
    keep(texts, console, check=arguments.check)
    return ExitCode.DONE


def keep(texts: Mapping[Path, str], console: Console, *, check: bool) -> None:
    """Write pages where they are not what they should be; with ``check`` raise ``DriftError`` for the first of them."""
    for output, text in texts.items():
        _keep(output, text, console, check=check)


def _keep(output: Path, text: str, console: Console, *, check: bool) -> None:
    old = read_page(output)
    if old == text:
        console.print(f"{output} is what the document says", markup=False)
        return
    if check:
        raise DriftError(
            "the page is not what the document says" if old is not None else "there is no such page",
            where=Where(str(output), line=first_difference(old or "", text)),
            cure="Run it again without --check. Never edit the page: change the document.",
        )
    _write(output, text)
    console.print(f"{output}: {text.count(chr(10))} lines", markup=False)


def reference(request: Request) -> str:
    """The reference page. Raises ``DocumentError`` for a bad document, ``LossError`` where part of it would be lost."""
    from trueline.reference.page import page  # noqa: PLC0415

    return page(whole(request))


def whole(request: Request) -> Planned:
    """The SDK's plan. Raises ``DocumentError`` and ``LossError``, as :func:`reference` does."""
    from trueline.codegen.report import LossError  # noqa: PLC0415
    from trueline.pipeline import planned  # noqa: PLC0415

    plan = planned(request)
    if plan.report.lost:
        raise LossError(plan.report, request.spec)
    return plan


def read_page(path: Path) -> str | None:
    """The page as it is; ``None`` where there is none. Raises ``UsageError`` for a page that can't be read."""
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the page can't be read: {error}", where=Where(str(path))) from error


def first_difference(old: str, new: str) -> int:
    """The number of the first line that differs, from 1."""
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    same = next((at for at, (left, right) in enumerate(pairs, 1) if left != right), 0)
    return same or min(old.count("\n"), new.count("\n")) + 1


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"the page can't be written: {error.strerror}", where=Where(str(path))) from error


def _request(arguments: argparse.Namespace) -> Request:
    return Request(
        spec=arguments.spec,
        package=names.stated_package(arguments.package) or "client",
        overlays=tuple(arguments.overlay),
        allow_loss=tuple(arguments.allow_loss),
        allow_remote=arguments.allow_remote,
        names=arguments.names,
        lock=stated_lock(arguments.lock),
        stdin=sys.stdin.buffer,
    )
