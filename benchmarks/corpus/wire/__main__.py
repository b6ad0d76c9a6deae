"""``python -m benchmarks.corpus.wire DOCUMENT SDK_FOLDER --json RESULT``; exit code 1 when anything disagrees."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.corpus.wire.run import check


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.corpus.wire", description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("sdk", type=Path, help="the folder that `trueline generate --output` wrote")
    parser.add_argument("--json", type=Path, help="where the result goes; without it, to standard output")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--operations", type=int, default=200)
    parser.add_argument("--cases", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    result = check(a.document, a.sdk, seconds=a.seconds, operations=a.operations, cases=a.cases, seed=a.seed)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    if a.json:
        a.json.write_text(text + "\n", "utf-8")
    else:
        sys.stdout.write(text + "\n")
    return 1 if result.get("failed") or result["disagreements"] else 0


if __name__ == "__main__":
    sys.exit(main())
