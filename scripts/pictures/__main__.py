"""The pictures of the documentation, each made of what it shows: ``make pictures``. ``--check`` compares them.

Seconds that a command prints differ from run to run: they are left out of the comparison.
"""

from __future__ import annotations

import difflib
import re
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from language_server import language_server
from releases import release_states
from rich.columns import Columns
from rich.console import Group
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from stages import pipeline_stages
from terminal import picture, printed, session
from tollkeeper_gates.node import node_tool

from trueline.gates.checkout import Checkout
from trueline.request import Request

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/pictures"
EXAMPLES = Path(__file__).with_name("examples")
PROGRAMS = ROOT / ".venv/bin"
_SECONDS = re.compile(r"in(?:&#160;| )\d+\.\d(?:&#160;| )s")
_OLD, _NEW = EXAMPLES / "anvils-1.yaml", EXAMPLES / "anvils-2.yaml"
_TYPED = "from tollkeeper import Tollkeeper\n\nwith Tollkeeper() as client:\n    client.keys.create"


def pictures() -> Iterator[tuple[str, str]]:
    """Name and content of each."""
    yield "pipeline.svg", pipeline_stages(Request(str(_OLD), "anvils"), ("openapi.yaml", "your SDK"))
    yield "release-states.svg", release_states()
    yield "terminal.svg", _terminal()
    yield "changelog.svg", _changelog()
    yield "completion.svg", _completion()


@contextmanager
def _desk() -> Generator[Path]:
    """A folder with both documents, under the names that the commands say."""
    with tempfile.TemporaryDirectory() as folder:
        for name, source in (("anvils.yaml", _OLD), ("next.yaml", _NEW)):
            Path(folder, name).write_bytes(source.read_bytes())
        yield Path(folder)


def _terminal() -> str:
    """A document becomes an SDK, and is compared with the next one."""
    with _desk() as folder:
        commands = (
            "trueline generate anvils.yaml --output anvils-python --package anvils",
            "trueline generate anvils.yaml --output anvils-python --package anvils --check",
            "trueline diff anvils.yaml next.yaml",
        )
        return picture(session(commands, folder, PROGRAMS, 100), "A document becomes an SDK", 100)


def _changelog() -> str:
    """An edit of a document, and what it means for the SDK's users."""
    old, new = (path.read_text("utf-8").splitlines(keepends=True) for path in (_OLD, _NEW))
    edit = "".join(difflib.unified_diff(old, new, "anvils.yaml", "next.yaml", n=1))
    with _desk() as folder:
        told = printed("trueline diff anvils.yaml next.yaml --format markdown", folder, PROGRAMS, 70)
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(
        Panel(Syntax(edit, "diff", word_wrap=True), title="the edit"), Panel(Markdown(told), title="what it means")
    )
    return picture(table, "A changelog beside its diff", 150)


def _completion() -> str:
    """What an editor offers, by the types alone."""
    command = node_tool(Checkout(ROOT), "pyright", "langserver.index.js")
    with language_server(command, ROOT / "sdks/python/src") as server:
        resource = _TYPED.rpartition(".")[0] + "."
        names, hover = server.completions(resource), server.hover(_TYPED)
    offered = Panel(Text("\n".join(f"  {name}" for name in names)), expand=False)
    signature, _, about = hover.partition("\n\n")
    shown = "\n".join(about.split("\n\n")[:3])
    told = Panel(Group(Syntax(signature.removeprefix("(method) "), "python"), Text(f"\n{shown}")), width=84)
    code = Syntax(resource + "\u2588", "python")
    return picture(Group(code, Columns([Text(" " * 14), offered, told])), "What an editor knows", 130)


def main(arguments: list[str]) -> int:
    """Write all, or with ``--check`` say which are not what they would be written as."""
    FOLDER.mkdir(exist_ok=True)
    stale: list[str] = []
    for name, content in pictures():
        path = FOLDER / name
        if "--check" not in arguments:
            path.write_text(content, "utf-8")
        elif not path.is_file() or _SECONDS.sub("", path.read_text("utf-8")) != _SECONDS.sub("", content):
            stale.append(name)
    sys.stdout.write("".join(f"{name}\n" for name in stale))
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
