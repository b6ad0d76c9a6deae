"""``python -m trueline.site``: what the site of the repository in this folder is built from. For ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

from trueline.errors import TruelineError
from trueline.site.pages import site_pages
from trueline.site.stage import stage


def main() -> int:
    """Stage the checkout in the current folder; returns the exit code."""
    try:
        root = Path.cwd()
        stage(root, root / "build/site-pages", site_pages(root))
    except TruelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
