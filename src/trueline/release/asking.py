"""A question before what can't be taken back. Only people at a terminal are asked."""

from __future__ import annotations

import argparse
import sys

from trueline.release.errors import PreconditionError

#: Options with which a step does nothing that can't be taken back.
_HARMLESS = ("yes", "dry_run", "no_push")


def asked(arguments: argparse.Namespace, name: str, does: str) -> None:
    """Go on where somebody says yes, or nobody is there to ask. Raises ``PreconditionError`` for anything else."""
    if any(getattr(arguments, option, False) for option in _HARMLESS):
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    sys.stderr.write(f"`{name}` will {does}. That can't be taken back. Go on? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise PreconditionError("nothing was done", cure=f"Answer y, or run `trueline release {name} --yes`.")
