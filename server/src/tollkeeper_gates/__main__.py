"""``python -m tollkeeper_gates``: every gate of this repository, or those that ``--only`` names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tollkeeper_gates.checkers import types
from tollkeeper_gates.layers import layers
from tollkeeper_gates.lint import lint
from tollkeeper_gates.pictures import pictures
from tollkeeper_gates.routes import routes
from tollkeeper_gates.scope_sync import scope_sync
from tollkeeper_gates.style import style
from tollkeeper_gates.workflows import workflows
from trueline.gates import runner
from trueline.gates.checkout import Checkout
from trueline.gates.runner import Gate

GATES: Mapping[str, Gate] = {
    "lint": lint,
    **runner.GATES,
    "style": style,
    "layers": layers,
    "workflows": workflows,
    "types": types,
    "routes": routes,
    "scope-sync": scope_sync,
    "pictures": pictures,
}
"""What holds any SDK to its document, and what holds for the hand-written files of this repository."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gates on the checkout in the current folder; 0 if all hold, 1 if one does not."""
    parser = argparse.ArgumentParser(prog="python -m tollkeeper_gates", description="Check this repository.")
    parser.add_argument("--only", metavar="GATE", action="append", choices=list(GATES), help="only this; repeatable")
    parser.add_argument("--list", action="store_true", help="list the gates and what each holds")
    given = parser.parse_args(arguments)
    if given.list:
        sys.stdout.write(runner.described(GATES))
        return 0
    return int(not runner.run(runner.chosen(GATES, given.only or GATES), Checkout(Path.cwd())))


if __name__ == "__main__":
    sys.exit(main())
