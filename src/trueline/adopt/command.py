"""``trueline init`` and ``trueline update`` on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from trueline import names
from trueline.arguments import Parser
from trueline.config import checks
from trueline.config.table import Wrong
from trueline.errors import ExitCode, UsageError, Where
from trueline.request import stated_engine_config

if TYPE_CHECKING:
    from rich.console import Console

    from trueline.adopt.init import MadeRepository
    from trueline.adopt.update import Updated

TRUELINE_HELP = (
    "keep this wheel, or one built from this checkout of Trueline, in the repository (default: the installed one)"
)


_FROM_APP = "the application that exports it (FastAPI, Django REST framework, Flask, Litestar), in this folder"
_ENGINE_CONFIG = "openapi-python-client's own configuration, for its layout; it is copied, with its templates"
_PYTHON = "the application's Python (default: of the active environment, of .venv, or Trueline's)"


def register(root: Parser) -> None:
    """Add the commands to the program."""
    _register_init(root)
    _register_export(root)
    update = root.command(
        "update",
        examples=("", "acme-sdk"),
        help="merge this Trueline's scaffold into a repository",
        description="Merge this Trueline's scaffold into a repository that `trueline init` made.",
    )
    update.add_argument("folder", metavar="DIR", nargs="?", default=".", help="the repository (default: this folder)")
    update.add_argument("--trueline", metavar="PATH", default="", help=TRUELINE_HELP)
    update.set_defaults(run=_update)


def _register_init(root: Parser) -> None:
    init = root.command(
        "init",
        help="make a repository for an API",
        description="Make a repository that generates, tests and releases.",
        examples=("acme-sdk --spec openapi.yaml", "acme-sdk --from-app shop.main:app --package acme"),
    )
    init.add_argument("folder", metavar="DIR", help="a folder that is new or empty")
    source = init.add_mutually_exclusive_group(required=True)
    source.add_argument("--spec", metavar="SPEC", help="the API's OpenAPI document: a file or a URL")
    source.add_argument("--from-app", metavar="MODULE:APP", help=_FROM_APP)
    init.add_argument("--python", metavar="PATH", default="", help=_PYTHON)
    init.add_argument("--package", metavar="NAME", default="", help="the package's import name (default: the title's)")
    init.add_argument("--distribution", metavar="NAME", default="", help="its name on the index")
    init.add_argument(
        "--layout", metavar="LAYOUT", choices=checks.LAYOUTS, default="trueline", help=" or ".join(checks.LAYOUTS)
    )
    init.add_argument("--engine-config", metavar="FILE", default="", help=_ENGINE_CONFIG)
    init.add_argument("--trueline", metavar="PATH", default="", help=TRUELINE_HELP)
    init.shared("allow-loss")
    init.add_argument("--allow-remote", action="store_true", help="follow $refs to other hosts once, and bundle")
    init.set_defaults(run=_init)


def _register_export(root: Parser) -> None:
    out = root.command(
        "export",
        examples=("shop.main:app --output openapi.json",),
        help="write the document of a FastAPI, Django, Flask or Litestar application",
        description="Write the OpenAPI document of an application, as its framework exports it.",
    )
    out.add_argument("app", metavar="MODULE:APP", help=_FROM_APP)
    out.add_argument("--output", metavar="FILE.json", required=True, help="where the document goes")
    out.add_argument("--python", metavar="PATH", default="", help=_PYTHON)
    out.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file would change")
    out.set_defaults(run=_export)


def _init(arguments: argparse.Namespace, console: Console) -> ExitCode:
    from trueline.adopt.export import App  # noqa: PLC0415 - --help shall not wait for it
    from trueline.adopt.init import NewRepository, init  # noqa: PLC0415

    app = App(arguments.from_app, arguments.python) if arguments.from_app else None
    if arguments.spec == "-":
        raise UsageError("init does not read standard input", cure="Name the document's file or URL.")
    wanted = NewRepository(
        folder=Path(arguments.folder),
        spec=arguments.spec or "",
        app=app,
        package=names.stated_package(arguments.package),
        distribution=_checked("--distribution", checks.distribution, arguments.distribution),
        trueline=Path(arguments.trueline) if arguments.trueline else None,
        allow_loss=tuple(_checked("--allow-loss", checks.pointer, pointer) for pointer in arguments.allow_loss),
        allow_remote=arguments.allow_remote,
        layout=arguments.layout,
        engine_config=stated_engine_config(arguments.engine_config, arguments.layout),
    )
    repository = init(wanted, lambda stage: console.print(f"{stage} ...", markup=False))
    for line in _lines_of(arguments.folder, repository):
        console.print(line, markup=False)
    return ExitCode.DONE


def _checked(option: str, read: Callable[[object], str], text: str) -> str:
    try:
        return read(text) if text else ""
    except Wrong as wrong:
        raise UsageError(f"{option}: {wrong.what}", cure=wrong.cure) from None


def _lines_of(folder: str, repository: MadeRepository) -> list[str]:
    facts, counts = repository.facts, repository.report.in_sdk
    lines = [f"repaired: {repair.pointer}: {repair.sentence}" for repair in repository.report.repairs]
    lines += ["the document has several files: they were bundled into one"] if repository.is_bundled else []
    lines += [f"{folder}: the package {facts.package}, {counts.operations} operations, 0 lost; committed"]
    return [*lines, f"next: cd {folder}; make generate-sdk; make test; make release-rehearse"]


def _export(arguments: argparse.Namespace, console: Console) -> ExitCode:
    from trueline.adopt.export import App, export  # noqa: PLC0415

    path = Path(arguments.output)
    data = export(App(arguments.app, arguments.python))
    try:
        same = path.is_file() and path.read_bytes() == data
        if not same and not arguments.check:
            path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"the document can't be written: {error.strerror}", where=Where(str(path))) from error
    if arguments.check and not same:
        console.print(f"{path} is not what {arguments.app} exports: run this without --check", markup=False)
        return ExitCode.DRIFT
    console.print(f"{path} is what {arguments.app} exports" if same else f"{path}: exported", markup=False)
    return ExitCode.DONE


def _update(arguments: argparse.Namespace, console: Console) -> ExitCode:
    from trueline.adopt.update import update  # noqa: PLC0415

    done = update(Path(arguments.folder), Path(arguments.trueline) if arguments.trueline else None)
    for line in _updated(done):
        console.print(line, markup=False)
    return ExitCode.DRIFT if done.conflicts else ExitCode.DONE


def _updated(done: Updated) -> list[str]:
    from trueline.adopt.merge import Outcome  # noqa: PLC0415

    told = [change for change in done.changes if change.outcome is not Outcome.UNCHANGED]
    lines = [f"{change.outcome.value:<12} {change.path}" for change in told]
    lines += [f"the scaffold is that of Trueline {done.after} (it was {done.before})"]
    if done.conflicts:
        count = sum(change.conflicts for change in done.conflicts)
        places = f"{count} place{'s' * (count > 1)} in {len(done.conflicts)} file{'s' * (len(done.conflicts) > 1)}"
        return [
            *lines,
            f"conflict: {places} changed here and in the scaffold; both texts are between <<<<<<< and >>>>>>>",
            "  Choose in each place, take the marks out, then: make generate-sdk; make check; git commit",
            "  To undo the whole update: git checkout .",
        ]
    return [*lines, "next: git diff; make setup; make generate-sdk; make check; git commit"]
