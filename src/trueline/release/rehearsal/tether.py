"""Runs a program for as long as its parent lives: ``python tether.py PROGRAM ARGUMENTS``.

The parent holds the other end of standard input. When it closes it, or dies in any way, the program is ended, and so is
everything that it started. Imports nothing of Trueline: it has to be there at once.
"""

import os
import signal
import subprocess
import sys
import threading


def main() -> int:
    """Run the program; returns its exit code."""
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603

    def end_with_parent() -> None:
        os.read(0, 1)  # nothing is ever written: it comes back when the other end is closed
        _end(process)

    threading.Thread(target=end_with_parent, daemon=True).start()
    return process.wait()


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    sys.exit(main())
