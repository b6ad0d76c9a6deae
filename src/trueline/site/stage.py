"""Copy README, guides and whatever they link to, in the folders that they have in the checkout, so that links hold.

A site builder wants one folder of pages; ours lie where readers of the repository look for them: ``README.md`` at the
top, ``docs/``, ``openapi/AGENTS.md``. Copied in the same layout, every relative link still leads where it led.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml

from trueline.errors import DocumentError, UsageError, Where
from trueline.reference.page import MARK
from trueline.site.reference import expanded, site_pages, tabbed, titles

#: The builder's settings; what they name is relative to the folder in which they lie, ``build``.
CONFIG = "mkdocs.yml"
#: Where the pages of the reference lie on the site; a navigation entry of this name stands for all of them.
REFERENCE = "reference"

_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
_FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2`*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")


def stage(root: Path, target: Path, reference: Path | None = None) -> tuple[str, ...]:
    """Fill ``target`` with the pages below ``docs``, the README, and every file that one of them leads to.

    ``reference`` is a folder of ``trueline docs --pages``, whose pages come beside them. Answers the paths of what was
    copied. Raises ``DocumentError`` for a link that leads nowhere, ``UsageError`` for a folder outside of ``build``.
    """
    root, target = root.resolve(), target.resolve()
    _emptied(target, root)
    linked = _reachable(root)
    settings = yaml.safe_load((root / CONFIG).read_text("utf-8"))
    found = sorted({*linked, *settings.get("extra_css", [])})
    for name in found:
        _put(root / name, target / name, once=reference is None)
    pages = site_pages(reference) if reference else {}
    for name, text in pages.items():
        (target / REFERENCE).mkdir(exist_ok=True)
        (target / REFERENCE / name).write_text(text, "utf-8", newline="\n")
    settings["nav"] = expanded(settings.get("nav"), dict(titles(pages, REFERENCE)))
    (target.parent / CONFIG).write_text(
        yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), "utf-8", newline="\n"
    )
    return tuple(found)


def _put(source: Path, place: Path, *, once: bool) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".md":
        place.write_text(_page(source.read_text("utf-8"), once=once), "utf-8", newline="\n")
    else:
        shutil.copyfile(source, place)


def _page(text: str, *, once: bool) -> str:
    """A page as it is on the site. The reference on one page is not searched where it is there once more, in parts."""
    hidden = "" if once or not text.startswith(f"<!-- {MARK}") else "---\nsearch: {exclude: true}\n---\n\n"
    return hidden + tabbed(text)


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
