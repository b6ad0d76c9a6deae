"""A built site as its pages: what each links to, what it loads, and the places in it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What a page links to, what it loads, and the places in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {value for name, value in attrs if name == "id" and value}
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        self.loads += [str(given[name]) for name in ("src", "srcset", "data", "poster") if given.get(name)]
        if tag == "link" and given.get("rel") != "canonical":
            self.loads.append(str(given.get("href")))


def pages_of(site: Path) -> dict[Path, Page]:
    """Every page, by its file."""
    return {path: Page(path) for path in site.rglob("*.html")}


def broken_links(pages: dict[Path, Page]) -> list[str]:
    """Links within the site that lead to no file, or to no place in it."""
    broken: list[str] = []
    for path, page in pages.items():
        for link in page.links if path.name != "404.html" else ():
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            known = pages.get(target)
            if not target.is_file() or (parts.fragment and known and unquote(parts.fragment) not in known.ids):
                broken.append(f"{path.name}: {link}")
    return broken
