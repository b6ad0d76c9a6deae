"""``make docs``: the site builds strictly, every link leads somewhere, nothing is fetched from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pages import ROOT

from trueline.errors import DocumentError, UsageError
from trueline.site import stage

pytestmark = pytest.mark.xdist_group("site")  # two of them would build into one folder


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


@pytest.fixture(scope="module")
def site() -> Path:
    kept = ROOT / f".cache/test-site-kept-{os.getpid()}"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("", "utf-8")
    done = subprocess.run(
        ["make", "docs"], cwd=ROOT, env={**os.environ, "MAKEFLAGS": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert kept.exists(), "the builder emptied the checkout's .cache"
    kept.unlink()
    return ROOT / "build/site"


@pytest.mark.slow
def test_the_site_has_the_reference_for_programs_that_read(site: Path) -> None:
    index = (site / "llms.txt").read_text("utf-8")
    named = re.findall(r"\]\(([^)]+)\)", index)
    assert "keys.md" in named
    assert all((site / name).is_file() for name in named)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


@pytest.mark.slow
def test_every_link_of_the_site_leads_somewhere(site: Path, pages: dict[Path, Page]) -> None:
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
                broken.append(f"{path.relative_to(site)}: {link}")
    assert len(pages) > 20
    assert broken == []


@pytest.mark.slow
def test_nothing_of_the_site_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert [load for page in pages.values() for load in page.loads if urlsplit(load).netloc] == []
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:)?//[^)]*\)|@import[^;]*", styles) == []


def test_what_pages_lead_to_is_staged_and_nothing_else(tmp_path: Path) -> None:
    for name, text in {
        "mkdocs.yml": "docs_dir: pages\n",
        "README.md": "[docs](docs/a.md) [spec](openapi/v1.yaml)\n```md\n[not](a/link.md)\n```\n",
        "docs/a.md": "[more](../MORE.md#part) `[no](link)` [web](https://example.com/x.md)\n",
        "MORE.md": "# More\n",
        "openapi/v1.yaml": "openapi: 3.1.0\n",
        "SECRET.md": "not linked\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "build/pages").mkdir(parents=True)
    (tmp_path / "build/pages/old.md").write_text("old", "utf-8")
    assert stage(tmp_path, tmp_path / "build/pages") == ("MORE.md", "README.md", "docs/a.md", "openapi/v1.yaml")
    assert not (tmp_path / "build/pages/old.md").exists()


@pytest.mark.parametrize("link", ["missing.md", "docs", "../outside.md"])
def test_a_link_that_leads_to_no_file_stops_the_build(tmp_path: Path, link: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(f"[x]({link})", "utf-8")
    with pytest.raises(DocumentError, match="leads to no file"):
        stage(tmp_path, tmp_path / "build/pages")


def test_a_folder_in_which_somebody_keeps_something_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/code.py").write_text("", "utf-8")
    for target in ("src", ".", "../elsewhere", "build"):
        with pytest.raises(UsageError):
            stage(tmp_path, tmp_path / target)
    assert (tmp_path / "src/code.py").exists()
