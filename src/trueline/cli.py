"""The command line. It parses, calls one function of the pipeline, prints, and maps errors to exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from trueline import __version__, names
from trueline import canonical_command as canonical
from trueline.adopt import command as adopt
from trueline.arguments import Parser, parse, put
from trueline.collector import collector_paused, no_last_look
from trueline.diff import command as diff
from trueline.diff.notice import Notice
from trueline.errors import DriftError, ExitCode, TruelineError, UsageError, Where, no_room
from trueline.gates import command as check
from trueline.migrate import command as migrate
from trueline.reference import command as docs
from trueline.release import command as release
from trueline.request import SAYS_NOTHING, Metadata, Request, stated_engine_config
from trueline.words import counted

if TYPE_CHECKING:
    from trueline.codegen.report import Report
    from trueline.pipeline import Generated


_GENERATE = """Write an SDK. Without SPEC, [tool.trueline] in the pyproject.toml of the current folder says from what, \
and the reference page is written too."""
_DESCRIPTION = "One OpenAPI document in, a tested and released Python SDK out. docs/cli.md describes every option."
_EXAMPLES = (
    "trueline generate openapi.json --output acme-sdk --package acme",
    "trueline diff old.yaml new.yaml --fail-on major",
    "trueline init acme-sdk --spec openapi.yaml",
    "trueline help generate",
)
_GENERATE_EXAMPLES = (
    "openapi.json --output acme-sdk --package acme",
    "https://api.example.com/openapi.json --output acme-sdk --package acme --check",
    "- --output acme-sdk --package acme < openapi.yaml",
    "--check",
)
_SETTINGS = "pyproject.toml"
_SYNOPSIS = "trueline generate SPEC --output DIR --package NAME"


@cache
def parser() -> Parser:
    """The whole command line, made once. ``docs/cli.md`` is checked against it."""
    root = Parser(prog="trueline", description=_DESCRIPTION, examples=_EXAMPLES)
    root.add_argument("--version", action="version", version=f"trueline {__version__}")
    root.words("command", "COMMAND")
    _register(
        root.command(
            "generate", help="write an SDK from a document", description=_GENERATE, examples=_GENERATE_EXAMPLES
        )
    )
    for name, part in {"canonical": canonical, "diff": diff, "docs": docs, "check": check}.items():
        command = root.command(name, help=part.HELP, description=part.DESCRIPTION, examples=part.EXAMPLES)
        part.register(command)
        if part is diff:
            command.set_defaults(configured=_notice)
    adopt.register(root)
    migrate.register(root)
    help_ = {"help": migrate.NAMES_HELP, "description": migrate.NAMES_DESCRIPTION, "examples": migrate.NAMES_EXAMPLES}
    migrate.register_names(root.command("names", **help_))
    steps = root.command("release", help=release.HELP, description=release.DESCRIPTION, examples=release.EXAMPLES)
    release.register(steps)
    return root


def _register(command: Parser) -> None:
    command.add_argument(
        "spec", metavar="SPEC", nargs="?", help="OpenAPI document: a file, a URL, or - for standard input"
    )
    command.add_argument("--output", metavar="DIR", help="where the SDK goes")
    command.add_argument("--package", metavar="NAME", help="the package's import name")
    command.add_argument(
        "--distribution", metavar="NAME", default="", help="its name on the index (default: the package's)"
    )
    command.shared("overlay", "names")
    _register_form(command)
    command.add_argument("--check", action="store_true", help="write nothing; exit 1 if something would change")
    command.shared("allow-loss", "allow-remote")
    command.add_argument(
        "--second-reader", action="store_true", help="let a second program read the document too, and compare"
    )
    command.add_argument("--force", action="store_true", help="overwrite files that Trueline did not write")
    command.add_argument("--report", metavar="FILE.json", help="write a report of what was read and what was generated")
    command.set_defaults(run=_generate)


def _register_form(command: Parser) -> None:
    """Options that say what the SDK looks like."""
    command.add_argument(
        "--version-file", metavar="FILE", default="", help="the SDK's own version (default: the document's)"
    )
    command.add_argument(
        "--layout",
        choices=("trueline", "openapi-python-client"),
        default="",
        metavar="LAYOUT",
        help="trueline (the default) or openapi-python-client",
    )
    command.add_argument(
        "--engine-config", metavar="FILE", default="", help="openapi-python-client's own configuration, for its layout"
    )
    command.add_argument(
        "--compat",
        metavar="NAME",
        default="",
        choices=("", "stainless"),
        help="keep the public names that SDKs of this generator have: stainless",
    )
    command.add_argument(
        "--metadata", metavar="FILE", default="", help="a pyproject.toml with [tool.trueline.metadata]"
    )


_AGAIN = "run the same command again"
_INTERRUPTED = {
    "generate": "the SDK on disk is whole, the old one or the new one",
    "init": "no repository was made; run the same command again",
    "release": "run the same command again: it goes on from what is true, which `trueline release status` tells",
    "update": "`git checkout .` in the repository undoes what was done; then run the same command again",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Only ``--help`` and ``--version`` leave by ``SystemExit``."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        return _run(sys.argv[1:] if argv is None else argv, console)
    except TruelineError as error:
        return _refused(error, console)
    except OSError as error:
        if (known := no_room(error)) is None:
            raise
        return _refused(known, console)
    except KeyboardInterrupt:
        words = sys.argv[1:] if argv is None else argv
        console.print(f"interrupted: {_INTERRUPTED.get(words[0] if words else '', _AGAIN)}", style="red", markup=False)
        return 130
    finally:
        if argv is None:
            no_last_look()


def _refused(error: TruelineError, console: Console) -> int:
    console.print(f"error: {error}", style="red", markup=False)
    return error.exit_code


def _run(argv: Sequence[str], console: Console) -> int:
    arguments = parse(argv, parser())
    if isinstance(arguments, Parser):
        arguments.print_help()
        return ExitCode.DONE
    run: Callable[[argparse.Namespace, Console], int] = arguments.run
    return run(arguments, console)


def _notice() -> Notice:
    """What the settings of the repository in the current folder ask of deprecations, if there are any."""
    from trueline.config import find_config  # noqa: PLC0415 - --help shall not wait for it

    config = find_config(Path(_SETTINGS))
    release = config.release if config else None
    return Notice(release.deprecation_days_stable, release.deprecation_days_beta) if release else Notice()


def _generate(arguments: argparse.Namespace, console: Console) -> int:
    options = [name for name in ("output", "package", *_READING) if getattr(arguments, name)]
    if arguments.spec is None and not options and Path(_SETTINGS).exists():
        return _from_settings(arguments, console)
    missing = [name for name in ("spec", "output", "package") if not getattr(arguments, name)]
    if missing:
        names = ", ".join("SPEC" if name == "spec" else f"--{name}" for name in missing)
        cure = f"Give all of {_SYNOPSIS}, or none of it where {_SETTINGS} has [tool.trueline]."
        raise UsageError(f"missing: {names}", cure=cure)
    return _from_document(arguments, console)


_READING = (
    "distribution", "overlay", "names", "compat", "version_file", "layout", "engine_config", "metadata", "allow_loss",
    "allow_remote",
)  # fmt: skip
"""Options that say what to generate and how to read it, as ``[tool.trueline]`` does."""


def _from_settings(arguments: argparse.Namespace, console: Console) -> int:
    """Generate the SDK of the repository in the current folder, then its reference page."""
    from trueline.config import read_config  # noqa: PLC0415 - --help shall not wait for it

    config = read_config(Path(_SETTINGS))
    options = [*(["--check"] if arguments.check else []), *(["--force"] if arguments.force else [])]
    options += ["--report", arguments.report] if arguments.report else []
    code = _run(["generate", *config.arguments(), "--second-reader", *options], console)
    if not code and config.reference:
        docs.keep({Path(config.reference): docs.reference(config.request())}, console, check=arguments.check)
    return code


@collector_paused()
def _from_document(arguments: argparse.Namespace, console: Console) -> ExitCode:
    from trueline.unchanged import remember, unchanged  # noqa: PLC0415 - --help shall not wait for it

    request, output = request_of(arguments), Path(arguments.output)
    if known := unchanged(request, output):
        return _nothing_to_do(arguments, *known, console)

    from trueline.codegen.report import LossError  # noqa: PLC0415
    from trueline.pipeline import generate  # noqa: PLC0415

    with _progress(console) as progress:
        generated = generate(request, progress)
    if arguments.report:
        put(Path(arguments.report), generated.report.to_json(), "report")
    if generated.report.lost:
        raise LossError(generated.report, request.spec)
    _print_repairs(generated.report, console)
    act = _check if arguments.check else partial(_emit, force=arguments.force)
    code = act(generated, output, console)
    remember(request, output, generated.report)
    return code


def _nothing_to_do(arguments: argparse.Namespace, report: Report, count: int, console: Console) -> ExitCode:
    """Say what a whole run would say about an SDK that is as it should be."""
    output = Path(arguments.output)
    if arguments.report:
        put(Path(arguments.report), report.to_json(), "report")
    _print_repairs(report, console)
    if arguments.check:
        _print_clean(output, count, console)
    else:
        _print_result(output, report, (0, count + 1, 0), console)
    return ExitCode.DONE


def _print_repairs(report: Report, console: Console) -> None:
    for repair in report.repairs:
        console.print(f"repaired: {repair.pointer}: {repair.sentence}", style="yellow", markup=False)

    if report.limits:
        parts = "1 part of the document has" if len(report.limits) == 1 else f"{len(report.limits)} parts have"
        console.print(f"{parts} no word in this layout; --report FILE.json lists all", style="yellow", markup=False)
    if report.rewritten:
        what = "all of the document was" if not report.rewritten[0].pointer else _parts(len(report.rewritten))
        sentence = (
            f"{what} given to openapi-python-client in canonical form; --report FILE.json lists them as rewritten"
        )
        console.print(sentence, style="yellow", markup=False)


def _parts(count: int) -> str:
    return "1 part of the document was" if count == 1 else f"{count} parts of the document were"


def _print_clean(output: Path, count: int, console: Console) -> None:
    console.print(f"{output} is what the document says: {counted(count, 'file')}")


def _print_result(output: Path, report: Report, changes: tuple[int, int, int], console: Console) -> None:
    """``changes``: files written, unchanged and removed."""
    written, unchanged, removed = changes
    console.print(
        f"{output}: {counted(report.in_sdk.operations, 'operation')}, {counted(report.in_sdk.schemas, 'schema')}, "
        f"0 lost; {counted(written, 'file')} written, {unchanged} unchanged, {removed} removed "
        f"in {sum(report.seconds.values()):.1f} s",
        markup=False,
    )


def request_of(arguments: argparse.Namespace) -> Request:
    """What ``trueline generate`` was asked for. Raises ``UsageError`` for a package that is not an identifier."""
    if getattr(arguments, "compat", "") and not arguments.names:
        raise UsageError("--compat needs --names", cure="Give the mapping that it had: a stainless.yml.")
    package = names.stated_package(arguments.package)
    if arguments.layout == "openapi-python-client" and (arguments.names or getattr(arguments, "compat", "")):
        option = "--names" if arguments.names else "--compat"
        raise UsageError(f"{option} is for Trueline's own layout", cure=f"Take {option} or --layout out.")
    return Request(
        spec=arguments.spec,
        package=package,
        overlays=tuple(arguments.overlay),
        allow_loss=tuple(arguments.allow_loss),
        allow_remote=arguments.allow_remote,
        distribution=arguments.distribution,
        names=arguments.names,
        compat=getattr(arguments, "compat", ""),
        second_reader=arguments.second_reader,
        version_file=arguments.version_file,
        layout=arguments.layout.removeprefix("trueline"),
        engine_config=stated_engine_config(arguments.engine_config, arguments.layout),
        lock=_lock(arguments),
        metadata=_metadata(arguments.metadata),
        stdin=sys.stdin.buffer,
    )


def _metadata(path: str) -> Metadata:
    if not path:
        return SAYS_NOTHING
    from trueline.config import read_metadata  # noqa: PLC0415 - --help shall not wait for it

    return read_metadata(Path(path))


def _lock(arguments: argparse.Namespace) -> str:
    """The lock that remembers the names of types; none where ``--force`` shall write it anew."""
    from trueline.write.lock import LOCK_NAME, read_lock  # noqa: PLC0415 - --help shall not wait for it

    output = Path(arguments.output)
    if getattr(arguments, "force", False):
        try:
            read_lock(output)
        except (DriftError, OSError):
            return ""
    return str(output / LOCK_NAME)


@contextmanager
def _progress(console: Console) -> Generator[Callable[[str], None]]:
    """A line that moves on a terminal, plain lines in a pipe."""
    if not console.is_terminal:
        yield lambda stage: console.print(f"{stage} ...", markup=False)
        return
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    # No spinner: it has a thread, and a process with threads can't be copied for a second core.
    with Live(console=console, auto_refresh=False, transient=True) as line:
        yield lambda stage: line.update(Text(f"{stage} ..."), refresh=True)


def _check(generated: Generated, output: Path, console: Console) -> ExitCode:
    from trueline.write.emit import check  # noqa: PLC0415

    drifts = check(generated.files, output, generated.inputs, generated.names)
    if not drifts:
        _print_clean(output, len(generated.files), console)
        return ExitCode.DONE
    lines = "\n".join(f"  {drift}" for drift in drifts[:20])
    more = f"\n  and {len(drifts) - 20} more" if len(drifts) > 20 else ""
    cure = "Generate again without --check. Never edit generated files: change the document."
    raise DriftError(f"{output} is not what the document says:\n{lines}{more}", cure=cure)


def _emit(generated: Generated, output: Path, console: Console, *, force: bool) -> ExitCode:
    from trueline.write.emit import emit  # noqa: PLC0415

    try:
        output.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the output folder can't be created: {error.strerror}", where=Where(str(output))) from error
    result = emit(generated.files, output, generated.inputs, generated.names, force=force)
    changes = (len(result.written), len(result.unchanged), len(result.removed))
    _print_result(output, generated.report, changes, console)
    return ExitCode.DONE
