"""Markdown as its renderers read it, and what in the result could act."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown
from markdown_it import MarkdownIt

#: What a description may become, and its attributes.
_BARE = "p ul li strong em code pre br hr blockquote span h1 h2 h3 h4 h5 h6 table thead tbody tr div"
ALLOWED = {tag: set[str]() for tag in _BARE.split()} | {
    "ol": {"start"},
    "a": {"href"},
    "th": {"style"},
    "td": {"style"},
}
#: What the renderers add by themselves.
OWN = {"class", "id"}


class Tags(HTMLParser):
    """Every element and attribute of a page that is not allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name not in ALLOWED.get(tag, set()) | OWN:
                self.faults.append(f"{tag} {name}={value}")
            if name == "href" and not re.match(r"https?:|mailto:|#[\w.-]+$", value or "", re.IGNORECASE):
                self.faults.append(f"link to {value}")
            if name == "style" and not re.fullmatch(r"text-align: ?\w+;?", value or ""):
                self.faults.append(f"style {value}")
        if tag not in ALLOWED:
            self.faults.append(tag)

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def faults(html: str) -> list[str]:
    """What in a page could act."""
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags.faults


def commonmark(text: str) -> str:
    return str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))


def python_markdown(text: str) -> str:
    """With the extensions of the site, and those that would give text the most to do."""
    extensions = [
        "tables",
        "attr_list",
        "md_in_html",
        "admonition",
        "footnotes",
        "abbr",
        "def_list",
        "pymdownx.superfences",
    ]
    return str(markdown.markdown(text, extensions=[*extensions, "pymdownx.snippets", "pymdownx.tabbed"]))


RENDERERS = {"CommonMark": commonmark, "Python-Markdown": python_markdown}
