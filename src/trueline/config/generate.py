"""``trueline generate`` and ``trueline docs`` with what ``pyproject.toml`` says: what ``make generate-sdk`` runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from trueline.cli import main
from trueline.config.read import read_config
from trueline.errors import TruelineError


def generate(options: Sequence[str] = ()) -> int:
    """Generate the SDK of the repository in the current folder, and its reference page; answers the exit code."""
    try:
        config = read_config(Path("pyproject.toml"))
    except TruelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    code = main(["generate", *config.arguments(), *options])
    if code or not config.reference:
        return code
    return main(["docs", *config.docs_arguments(), *(option for option in options if option == "--check")])
