"""``python -m trueline.site FOLDER``: put all that the site is built from into a folder. For ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

from trueline.errors import TruelineError
from trueline.site.stage import stage


def main(arguments: list[str]) -> int:
    """Stage the checkout in the current folder; returns the exit code."""
    try:
        stage(Path.cwd(), Path(arguments[0] if arguments else "build/site-pages"))
    except TruelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
