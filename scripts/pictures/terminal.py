"""Pictures of text on a screen, by rich: no font is fetched, and the same text is the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console, RenderableType
from rich.text import Text

_PEXPECT: Any = import_module("pexpect")  # it has no types
_FONT_FACE = re.compile(r"\s*@font-face \{\{.*?\}\}", re.DOTALL)
_REWRITTEN = re.compile(r"[^\n]*\n?(?:\x1b\[\?25h)?\r(?:\x1b\[1A)?\x1b\[2K")  # what shows that a program is at work
_FORMAT = _FONT_FACE.sub("", CONSOLE_SVG_FORMAT).replace("font-family: Fira Code", "font-family: ui-monospace")


def picture(content: RenderableType, title: str, width: int) -> str:
    """The content as SVG, in a window with a title."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(content)
    unique = hashlib.sha256(title.encode()).hexdigest()[:8]
    return console.export_svg(title=title, code_format=_FORMAT, unique_id=f"picture-{unique}") + "\n"


def session(commands: Sequence[str], folder: Path, programs: Path, width: int) -> Text:
    """What a terminal shows when somebody types these commands in a folder. Raises ``RuntimeError`` where one fails."""
    screen = Text()
    for command in commands:
        screen.append("$ ", "bold green").append(f"{command}\n", "bold")
        screen.append_text(Text.from_ansi(printed(command, folder, programs, width))).append("\n\n")
    screen.rstrip()
    return screen


def printed(command: str, folder: Path, programs: Path, width: int) -> str:
    """What a command leaves on a terminal. Raises ``RuntimeError`` where it fails."""
    env = {"TERM": "xterm-256color", "COLUMNS": str(width), "PYTHONUTF8": "1", "HOME": str(folder)}
    said, status = _PEXPECT.run(f"{programs}/{command}", cwd=str(folder), env=env, withexitstatus=True, timeout=120)
    output: str = said.decode()
    if status != 0:
        raise RuntimeError(f"{command} ended with {status}: {output}")
    return _as_shown(output)


def _as_shown(output: str) -> str:
    """The lines as they stand at the end: without those that were written over."""
    return _REWRITTEN.sub("", output.replace("\r\n", "\n")).strip("\n")
