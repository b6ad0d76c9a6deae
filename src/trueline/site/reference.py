"""The pages of the reference, made ready for a site: tabs for the languages, a place for each in the navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from trueline.spec.document import is_array, is_object
from trueline.spec.load.value import Value

#: What a sample on a page of the reference is called there. Two or more in a row are tabs.
LABELS = ("curl", "Python", "Python, asynchronous", "Command line")

_SAMPLE = rf"\*\*(?:{'|'.join(map(re.escape, LABELS))})\*\*\n\n(?P<fence_N>`{{3,}})\w*\n(?:.*\n)*?(?P=fence_N)\n"
_ROW = re.compile(f"^{_SAMPLE.replace('_N', '_1')}(?:\\n{_SAMPLE.replace('_N', '_2')})+", re.MULTILINE)
_PART = re.compile(rf"^{_SAMPLE.replace('_N', '')}", re.MULTILINE)
_HEADING = re.compile(r"\A#+ (.+)\n")


def tabbed(text: str) -> str:
    """The page with samples that follow each other as tabs (``pymdownx.tabbed``)."""
    return _ROW.sub(lambda row: "\n".join(map(_tab, _PART.finditer(row[0]))), text)


def _tab(sample: re.Match[str]) -> str:
    label, _, block = sample[0].partition("\n\n")
    lines = (f"    {line}".rstrip() for line in block.splitlines())
    return "\n".join([f'=== "{label.strip("*")}"', "", *lines, ""])


def site_page(text: str) -> str:
    """One of them as it is on the site: with a title of its own."""
    return _HEADING.sub(r"# \1\n", _from_first_heading(tabbed(text)))


def _from_first_heading(text: str) -> str:
    return re.sub(r"\A<!--.*?-->\s*", "", text, flags=re.DOTALL)


def expanded(nav: Value, pages: Mapping[str, str]) -> Value:
    """The navigation with the titles of these pages, by path, in the place of the folder that they lie in."""
    if is_array(nav):
        return [expanded(each, pages) for each in nav]
    if is_object(nav):
        return {title: expanded(each, pages) for title, each in nav.items()}
    inside: list[Value] = [{title: path} for path, title in pages.items() if path.startswith(f"{nav}/")]
    return inside or nav


def titles(pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Path and title of each page."""
    for path, text in pages.items():
        heading = _HEADING.match(text)
        yield path, heading[1].replace("`", "") if heading else PurePosixPath(path).stem
