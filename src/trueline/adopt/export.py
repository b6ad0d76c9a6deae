"""``trueline export``: the OpenAPI document of an application, written by its framework in its own environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from trueline.adopt import app_document
from trueline.errors import UsageError, Where, printable
from trueline.programs import run as run_program

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:\(\))?", re.ASCII)
_SHOWN = 6
_TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class App:
    """``name`` is ``package.module:attribute``, in ``folder``; ``python`` runs it, empty for the one that is found."""

    name: str
    python: str = ""
    folder: Path = Path()


def export(app: App) -> bytes:
    """The document as indented JSON, in the framework's order, so that its diffs are small.

    Raises ``UsageError`` for a name of another form, an application that does not start, and a framework that has no
    document.
    """
    if not _NAME.fullmatch(app.name):
        cure = "Write it as for a server: package.module:app."
        raise UsageError(f"{printable(app.name)!r} names no application", where=Where("--from-app"), cure=cure)
    with tempfile.TemporaryDirectory(prefix="trueline-export-") as folder:
        target = Path(folder) / "openapi.json"
        _run(app, target)
        document: object = json.loads(target.read_bytes())
    return json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def python_of(app: App) -> str:
    """The application's Python: as given, of the active environment, of ``.venv`` in its folder, or Trueline's own."""
    active = os.environ.get("VIRTUAL_ENV", "")
    places = [Path(active) / "bin/python", Path(active) / "Scripts/python.exe"] if active else []
    places += [app.folder / ".venv/bin/python", app.folder / ".venv/Scripts/python.exe"]
    return app.python or next((str(place.absolute()) for place in places if place.exists()), sys.executable)


def _run(app: App, target: Path) -> None:
    python = python_of(app)
    where = Where(app.name)
    try:
        command = [python, app_document.__file__, app.name, str(target)]
        done = run_program(command, cwd=app.folder, seconds=_TIMEOUT_SECONDS)
    except OSError as error:
        cure = "Name the Python that the application runs with: --python .venv/bin/python."
        raise UsageError(f"{printable(python)} can't be started: {error.strerror}", where=where, cure=cure) from None
    except subprocess.TimeoutExpired:
        cure = 'Importing an application must not start it: put that under `if __name__ == "__main__":`.'
        raise UsageError(f"the export did not finish within {_TIMEOUT_SECONDS} s", where=where, cure=cure) from None
    if not done.returncode and target.is_file():
        return
    lines = done.stderr.strip().splitlines() or ["it said nothing"]
    if refused := [line.removeprefix(app_document.MARK) for line in lines if line.startswith(app_document.MARK)]:
        raise UsageError("the application's document can't be exported", where=where, cure=f"{printable(refused[0])}.")
    shown = "\n".join(f"  {printable(line)}" for line in lines[-_SHOWN:])
    cure = f"It was started by {printable(python)}; another one: --python PATH. Or export it yourself, and use --spec."
    raise UsageError(f"the application fails when it is imported:\n{shown}", where=where, cure=cure)
