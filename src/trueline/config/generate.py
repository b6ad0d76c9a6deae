"""``trueline generate`` with what ``pyproject.toml`` says: what ``scripts/generate-sdk.py`` runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from trueline.cli import main
from trueline.config.read import read_config
from trueline.errors import TruelineError


def generate(options: Sequence[str] = ()) -> int:
    """Generate the SDK of the repository in the current folder; answers the exit code."""
    try:
        config = read_config(Path("pyproject.toml"))
    except TruelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return main(["generate", *config.arguments(), *options])
