"""``make docs``: the site builds strictly, every link leads somewhere, nothing is fetched from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pages import ROOT
from support.browser import CHROMIUM
from support.probing import DESKTOP, PHONE, probe
from support.sites import Page, broken_links, pages_of

from trueline.errors import DocumentError, UsageError
from trueline.site import stage
from trueline.site.reference import tabbed

pytestmark = pytest.mark.xdist_group("site")  # two of them would build into one folder
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium")

#: A page of each kind: prose, code, wide tables, tabs, a long list.
SHOWN = ("index", "docs/guides/quickstart", "docs/comparison", "docs/rules", "reference/keys", "RELEASE")


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


@pytest.mark.slow
def test_each_resource_has_a_page_where_the_languages_are_tabs(site: Path) -> None:
    index = (site / "llms.txt").read_text("utf-8")
    page = (site / "reference/keys.html").read_text("utf-8")
    for name in re.findall(r"\]\(([^)]+)\.md\)", index):
        assert (site / f"reference/{name}.html").is_file()
        assert name == "keys" or f'href="./{name}.html"' in page, f"{name} is not in the navigation"
    labels = re.findall(r'<label for="__tabbed_1_\d">([^<]+)<', page)
    assert labels == ["curl", "Python", "Python, asynchronous", "Command line"]


@pytest.mark.slow
@in_a_browser
def test_pages_fit_a_desktop_and_a_phone_can_be_read_and_are_found(site: Path, tmp_path: Path) -> None:
    seen = probe(site, tmp_path, [f"/{name}.html" for name in SHOWN], search="rotate an api key")
    assert {(shown.width, shown.scheme) for shown in seen.shown} == {
        (width, scheme) for width in (DESKTOP, PHONE) for scheme in ("default", "slate")
    }
    assert [shown for shown in seen.shown if shown.overflow > 0 or shown.faint] == []
    assert seen.found[0].endswith("/reference/keys.html#rotate-an-api-key")


@in_a_browser
def test_the_probe_would_tell_of_a_page_that_is_too_wide_and_of_faint_text(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    text = '<body style="margin: 0"><p style="width: 900px; color: #aaa">faint</p><p style="color: #333">clear</p>'
    (tmp_path / "site/page.html").write_text(f"<!doctype html>{text}", "utf-8")
    seen = probe(tmp_path / "site", tmp_path, ["/page.html"])
    assert {shown.width: shown.overflow > 0 for shown in seen.shown} == {DESKTOP: False, PHONE: True}
    assert [list(shown.faint.values()) for shown in seen.shown] == [["2.32: faint"]] * 4


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return pages_of(site)


@pytest.mark.slow
def test_every_link_of_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    assert len(pages) > 20
    assert broken_links(pages) == []


@pytest.mark.slow
def test_nothing_of_the_site_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert [load for page in pages.values() for load in page.loads if urlsplit(load).netloc] == []
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:)?//[^)]*\)|@import[^;]*", styles) == []


def test_samples_that_follow_each_other_become_tabs_and_other_code_stays() -> None:
    sample = "**{}**\n\n```{}\n{}\n```\n"
    row = "\n".join([sample.format("curl", "sh", "curl x"), sample.format("Python", "python", "a()\n\n\nb()")])
    alone = sample.format("curl", "sh", "curl y")
    other = "\n".join([sample.format("Example", "json", "{}"), sample.format("Other", "json", "{}")])
    tabs = (
        '=== "curl"\n\n    ```sh\n    curl x\n    ```\n\n=== "Python"\n\n    ```python\n    a()\n\n\n    b()\n    ```\n'
    )
    assert tabbed(f"{row}\nText.\n\n{alone}\n{other}") == f"{tabs}\nText.\n\n{alone}\n{other}"


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
    (tmp_path / "mkdocs.yml").write_text("docs_dir: pages\n", "utf-8")
    (tmp_path / "README.md").write_text(f"[x]({link})", "utf-8")
    with pytest.raises(DocumentError, match="leads to no file"):
        stage(tmp_path, tmp_path / "build/pages")


def test_a_page_that_the_navigation_names_is_staged_and_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("nav: [README.md, {Changes: CHANGELOG.md}]\n", "utf-8")
    (tmp_path / "README.md").write_text("# Us\n", "utf-8")
    with pytest.raises(DocumentError, match=r"names CHANGELOG\.md, which is not there"):
        stage(tmp_path, tmp_path / "build/pages")
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n", "utf-8")
    assert stage(tmp_path, tmp_path / "build/pages") == ("CHANGELOG.md", "README.md")


@pytest.mark.parametrize("text", ["nav: [", "- nav\n", None], ids=["no YAML", "no mapping", "no file"])
def test_settings_of_a_site_that_are_none_are_a_sentence(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "README.md").write_text("# Us\n", "utf-8")
    if text is not None:
        (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    with pytest.raises(DocumentError, match="the site's settings") as caught:
        stage(tmp_path, tmp_path / "build/pages")
    assert caught.value.cure


def test_a_folder_in_which_somebody_keeps_something_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/code.py").write_text("", "utf-8")
    for target in ("src", ".", "../elsewhere", "build"):
        with pytest.raises(UsageError):
            stage(tmp_path, tmp_path / target)
    assert (tmp_path / "src/code.py").exists()
