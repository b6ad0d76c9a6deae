"""``python -m trueline.site FOLDER [REFERENCE]``: what the site is built from. For ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

from trueline.errors import TruelineError
from trueline.site.stage import stage


def main(arguments: list[str]) -> int:
    """Stage the checkout in the current folder; returns the exit code."""
    try:
        folder, reference = [*arguments, None, None][:2]
        stage(Path.cwd(), Path(folder or "build/site-pages"), Path(reference) if reference else None)
    except TruelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
