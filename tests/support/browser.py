"""A page in a headless Chromium: what it shows, what its console says, what it asks for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Nothing but what is asked for: no update, no sync, no errand of the browser's own.
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-extensions", "--no-pings"),
)
_FLAGS = (*QUIET, "--enable-logging=stderr", "--window-size=1400,2400", "--virtual-time-budget=20000")
_CONSOLE = re.compile(r":(\w+):CONSOLE:\d+\] (.*)")


@dataclass(frozen=True)
class Visit:
    """``requests`` are the addresses that the page itself asked for, whoever answered them."""

    dom: str
    console: tuple[str, ...]
    requests: tuple[str, ...]


def visit(url: str, folder: Path, screenshot: Path | None = None) -> Visit:
    """Open a page in a new profile, wait until nothing happens any more."""
    assert CHROMIUM is not None
    log = folder / "net.json"
    more = [f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}"]
    shown = [f"--screenshot={screenshot}"] if screenshot else ["--dump-dom"]
    done = subprocess.run(
        [CHROMIUM, *_FLAGS, *more, *shown, url], capture_output=True, text=True, timeout=120, check=False
    )
    console = tuple(match[2] for match in _CONSOLE.finditer(done.stderr))
    return Visit(done.stdout, console, tuple(_asked(json.loads(log.read_text("utf-8")), url)))


def _asked(log: Any, url: str) -> list[str]:
    """What was requested for the page: Chromium's own errands have no initiator, or none of ours."""
    origin = "/".join(url.split("/")[:3])
    begun = [event.get("params", {}) for event in log["events"]]
    return [p["url"] for p in begun if "url" in p and str(p.get("initiator", "")).startswith(origin)]
