"""``trueline release``: a subcommand per step. It parses, takes the lock, runs one step and prints what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trueline.arguments import Parser
from trueline.errors import TruelineError, no_room
from trueline.release import options

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A step on the command line. ``locks``: it changes something, so only one of them may run in a checkout.

    ``asks``: what it does that can't be taken back, for the question before it.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], object]
    locks: bool = True
    asks: str = ""


#: What the extra ``release`` brings.
_EXTRA = frozenset({"build", "cyclonedx", "hatchling", "packageurl", "packaging", "twine", "uv"})

HELP = "take a changed document to a published release"
DESCRIPTION = "Take a changed document to a published release; RELEASE.md has the steps."
EXAMPLES = ("plan", "prepare", "rehearse", "resume", "status")

#: In the order of a release.
SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand("plan", "show the next version and its changelog", options.plan, locks=False),
    Subcommand("prepare", "write the version and the changelog, regenerate, commit", options.plan),
    Subcommand("gate", "run the gates for this commit", options.none),
    Subcommand("build", "build sdist and wheel twice, and compare the bytes", options.build),
    Subcommand("verify", "inspect the built files, and install them in clean environments", options.verify),
    Subcommand("rehearse", "try the rest of the release on this machine", options.rehearse),
    Subcommand("tag", "tag the commit that was built, and push the tag", options.tag, asks="push a tag"),
    Subcommand(
        "publish", "upload the files that an index does not have", options.publish, asks="upload what indexes lack"
    ),
    Subcommand("confirm", "check the files on the indexes, and install from them", options.confirm),
    Subcommand("announce", "write the release notes", options.announce),
    Subcommand(
        "resume",
        "continue a release that stopped",
        options.resume,
        asks="do all that is missing, tag and upload included",
    ),
    Subcommand("status", "show which states hold, and why", options.none, locks=False),
    Subcommand("yank", "withdraw a version", options.yank),
)


def register(group: Parser) -> None:
    """Give the command ``release`` its steps."""
    group.words("step", "STEP")
    for subcommand in SUBCOMMANDS:
        step = group.command(subcommand.name, help=subcommand.help, description=f"{subcommand.help.capitalize()}.")
        step.add_argument("--project", metavar="DIR", default=".", help="the checkout (default: the current folder)")
        subcommand.add_arguments(step)
        if subcommand.asks:
            step.add_argument("--yes", action="store_true", help="do not ask before it is done")
        step.set_defaults(run=_run, subcommand=subcommand)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    # --help shall not wait for it
    from trueline.release.errors import PartialError, PreconditionError, as_release_error  # noqa: PLC0415

    try:
        return _step(arguments, console)
    except TruelineError as error:
        raise as_release_error(error) from error
    except OSError as error:
        if (known := no_room(error)) is None:
            raise
        raise PartialError(known.what, where=known.where, cure=known.cure) from error
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _EXTRA:
            raise
        what = f"`trueline release` needs {error.name}, which is not installed"
        raise PreconditionError(what, cure='Install it: python -m pip install "trueline[release]"') from None


def _step(arguments: argparse.Namespace, console: Console) -> int:
    from trueline.release.asking import asked  # noqa: PLC0415
    from trueline.release.errors import ReleaseCode  # noqa: PLC0415
    from trueline.release.loading import load_step  # noqa: PLC0415
    from trueline.release.lockfile import held  # noqa: PLC0415
    from trueline.release.objects import at_hand  # noqa: PLC0415
    from trueline.release.project import load_project  # noqa: PLC0415

    subcommand: Subcommand = arguments.subcommand
    if subcommand.asks:
        asked(arguments, subcommand.name, subcommand.asks)
    project = load_project(Path(arguments.project))
    with held(project) if subcommand.locks else nullcontext(), at_hand():
        result = load_step(subcommand.name).execute(
            project, arguments, lambda line: console.print(line, style="dim", markup=False)
        )
    for line in result.lines:
        console.print(line, markup=False)
    return ReleaseCode.DONE
