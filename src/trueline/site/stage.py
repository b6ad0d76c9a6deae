"""Copy README, guides and whatever they link to, in the folders that they have in the checkout, so that links hold.

A site builder wants one folder of pages; ours lie where readers of the repository look for them: ``README.md`` at the
top, ``docs/``, ``openapi/AGENTS.md``. Copied in the same layout, every relative link still leads where it led.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from trueline.errors import DocumentError, UsageError, Where

#: The builder's settings; what they name is relative to the folder in which they lie, ``build``.
CONFIG = "mkdocs.yml"

_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
_FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2`*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")


def stage(root: Path, target: Path) -> tuple[str, ...]:
    """Fill ``target`` with the pages below ``docs``, the README, and every file that one of them leads to.

    Answers their paths. Raises ``DocumentError`` for a link that leads nowhere, ``UsageError`` for a folder elsewhere
    than in ``build``.
    """
    root, target = root.resolve(), target.resolve()
    _emptied(target, root)
    found = sorted(_reachable(root))
    for name in found:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, place)
    shutil.copyfile(root / CONFIG, target.parent / CONFIG)
    return tuple(found)


def _emptied(target: Path, root: Path) -> None:
    if target.parent != root / "build":  # what is there is removed, so it must be what nobody keeps anything in
        raise UsageError("the pages can't be put here", where=Where(str(target)), cure="Name a folder right in build/.")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)


def _reachable(root: Path) -> set[str]:
    waiting = ["README.md", *(page.relative_to(root).as_posix() for page in sorted((root / "docs").rglob("*.md")))]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name.endswith(".md"):
            waiting += _linked(root, name)
    return found


def _linked(root: Path, name: str) -> Iterator[str]:
    text = _CODE.sub("", _FENCE.sub("", (root / name).read_text("utf-8")))
    for target in _LINK.findall(text):
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (root / PurePosixPath(name).parent / target).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            cure = "Correct the link, or add the file. A folder is no page: link to a file in it."
            raise DocumentError(f"the link {target!r} leads to no file", where=Where(name), cure=cure)
        yield path.relative_to(root).as_posix()
