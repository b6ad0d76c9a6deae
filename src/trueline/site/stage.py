"""Copy README, guides and whatever they link to, in the folders that they have in the checkout, so that links hold.

A site builder wants one folder of pages; ours lie where readers of the repository look for them: ``README.md`` at the
top, ``docs/``, ``openapi/AGENTS.md``. Copied in the same layout, every relative link still leads where it led.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Set
from pathlib import Path, PurePosixPath

import yaml

from trueline.errors import DocumentError, UsageError, Where
from trueline.reference.guides import INDEX
from trueline.reference.page import MARK
from trueline.site.pages import CONFIG, GUIDES, REFERENCE, SitePages, places, settings
from trueline.site.reference import expanded, site_page, tabbed, titles
from trueline.spec.document import is_array

_README = "README.md"
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
_FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2`*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_NOTHING = SitePages()


def stage(root: Path, target: Path, generated: SitePages = _NOTHING) -> tuple[str, ...]:
    """Fill ``target`` with the pages below ``docs``, the README, and every file that one of them leads to.

    What was made comes beside them; guides have a front page, which takes the README's place. Answers the paths of what
    was copied. Raises ``DocumentError`` for a link that leads nowhere, ``UsageError`` for a folder not in ``build``.
    """
    root, target = root.resolve(), target.resolve()
    _emptied(target, root)
    known = settings(root)
    texts, styles = dict(_by_path(generated)), known.get("extra_css")
    named = {place for place in places(known.get("nav")) if place.endswith(".md")} - texts.keys()
    copied = sorted(
        {
            *_reachable(root, named if generated.guides else {_README, *named}),
            *(map(str, styles) if is_array(styles) else ()),
        }
    )
    if generated.guides and _README in copied:
        cure = f"Take the links to it out of {CONFIG} and docs/: the front page of the site is made of the document."
        raise DocumentError("a page links to README.md, which is not on the site", where=Where(_README), cure=cure)
    for name in copied:
        _put(root / name, target / name, once=not generated.reference)
    _write(target, texts)
    _write(target.parent / REFERENCE, generated.reference)
    known["nav"] = expanded(known.get("nav"), dict(titles(texts)))
    _write(target.parent, {CONFIG: yaml.safe_dump(known, sort_keys=False, allow_unicode=True)})
    return tuple(copied)


def _by_path(pages: SitePages) -> Iterator[tuple[str, str]]:
    """The pages that were made, by their paths on the site, in the order of the navigation."""
    for name, text in pages.reference.items():
        if name.endswith(".md"):  # llms.txt is for programs
            yield f"{REFERENCE}/{name}", site_page(text)
    for name, text in pages.guides.items():
        yield INDEX if name == INDEX else f"{GUIDES}/{name}", tabbed(text)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="\n")


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
    for folder in (target, target.parent / REFERENCE):
        shutil.rmtree(folder, ignore_errors=True)
    target.mkdir(parents=True)


def _reachable(root: Path, first: Set[str]) -> set[str]:
    for name in sorted(first):
        if not (root / name).is_file():
            cure = "Correct the navigation, or add the file."
            raise DocumentError(f"the navigation names {name}, which is not there", where=Where(CONFIG), cure=cure)
    waiting = [*sorted(first), *(page.relative_to(root).as_posix() for page in sorted((root / "docs").rglob("*.md")))]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if name.endswith(".md"):
            waiting += _linked(root, name)
    return reached


def _linked(root: Path, name: str) -> Iterator[str]:
    text = _CODE.sub("", _FENCE.sub("", (root / name).read_text("utf-8")))
    for target in _LINK.findall(text):
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (root / PurePosixPath(name).parent / target).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            cure = "Correct the link, or add the file. A folder is not a page: link to a file in it."
            raise DocumentError(f"the link {target!r} leads to no file", where=Where(name), cure=cure)
        yield path.relative_to(root).as_posix()
