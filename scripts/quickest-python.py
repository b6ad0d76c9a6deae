"""Prints the quickest Python on PATH of this one's version: built in another way, it takes a third less time.

All that is done in a checkout is Python at work, and a Python that was built without profile-guided optimisation (as
pyenv does it unless told otherwise) takes half as long again as the one that a distribution has (measured:
docs/decisions/002-dependencies.md). Where two are about as quick, the first on PATH stays.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: What is run, and told in seconds; a Python that can make no environment is none to choose.
_LOOP = """
import ensurepip, time, venv
class Counter:
    def __init__(self, start): self.count = start
    def add(self, number): return self.count + number
def once():
    start = time.process_time()
    for number in range(40_000): Counter(number).add(1)
    return time.process_time() - start
print(min(once() for _ in range(4)))
"""
#: How much less of the time it has to take.
_WORTH_IT = 0.8


def main() -> None:
    """Print a path."""
    name = f"python3.{sys.version_info.minor}"
    paths = [Path(folder) / name for folder in os.get_exec_path()]
    pythons = {Path(sys.executable).resolve(): sys.executable}
    for path in filter(Path.exists, paths):
        pythons.setdefault(path.resolve(), str(path))
    times = {path: _seconds(path) for path in pythons.values()}
    quickest = min(times, key=lambda path: times[path])
    print(quickest if times[quickest] < _WORTH_IT * times[sys.executable] else sys.executable)


def _seconds(python: str) -> float:
    try:
        done = subprocess.run([python, "-I", "-c", _LOOP], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
        return float(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return float("inf")


main()
