"""The site of an adopted repository: one command, built strictly, every link in it leads somewhere."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from adopting import ROOT, git, run

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.browser import CHROMIUM
from support.own_wheel import own_wheel
from support.probing import DESKTOP, PHONE, probe
from support.sites import broken_links, pages_of

from trueline.adopt.lock import PATH, read_lock

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("adopted-site")]
#: What a repository had before it had a site.
SITE = ("docs/site.css", "mkdocs.yml")


def make_docs(repository: Path) -> subprocess.CompletedProcess[str]:
    """``make docs``, with this checkout's environment in the place of one that the repository's own locks make."""
    return subprocess.run(
        ["make", "docs", "ready=", f"py={sys.executable}"],
        cwd=repository, env={**os.environ, "MAKEFLAGS": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def built(repository: Path) -> Path:
    done = make_docs(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    return repository / "build/site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a repository whose document has lists, streams, files and hostile words, and a page that somebody wrote."""
    folder = tmp_path_factory.mktemp("site")
    options = ("--spec", str(ROOT / "openapi/v1.yaml"), "--package", "acme", "--trueline", own_wheel())
    done = run("init", "sdk", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "sdk/docs/first-steps.md").write_text("# First steps\n\nThe word is zeppelin: [all](api.md).\n", "utf-8")
    return built(folder / "sdk")


def test_it_has_a_front_page_guides_changes_and_the_reference_by_resource(site: Path) -> None:
    front = (site / "index.html").read_text("utf-8")
    assert "<h1" in front
    assert "pip install acme" in re.sub(r"<[^>]+>", "", front)
    for name in ("guides/paging", "guides/streaming", "reference/keys", "reference/webhooks.events", "CHANGELOG"):
        assert (site / f"{name}.html").is_file()
        assert f'href="{name}.html"' in front.replace('href="./', 'href="'), f"{name} is not in the navigation"
    assert re.findall(r'<label for="__tabbed_1_\d">([^<]+)<', front) == [
        "curl", "Python", "Python, asynchronous", "Command line",
    ]  # fmt: skip
    assert "keys.md" in (site / "llms.txt").read_text("utf-8")


def test_what_people_write_is_found_and_the_reference_is_found_once(site: Path) -> None:
    places = [item["location"] for item in json.loads((site / "search.json").read_text("utf-8"))["items"]]
    assert any(place.startswith("docs/first-steps.html") for place in places)
    assert any(place.startswith("reference/keys.html") for place in places)
    assert not any(place.startswith("docs/api.html") for place in places)


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = pages_of(site)
    assert len(pages) > 15
    assert broken_links(pages) == []
    assert [load for page in pages.values() for load in page.loads if urlsplit(load).netloc] == []


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium")
def test_pages_fit_a_desktop_and_a_phone_can_be_read_and_are_found(site: Path, tmp_path: Path) -> None:
    seen = probe(site, tmp_path, ["/index.html", "/guides/paging.html"], search="rotate an api key")
    assert {shown.width for shown in seen.shown} == {DESKTOP, PHONE}
    assert [shown for shown in seen.shown if shown.overflow > 0 or shown.faint] == []
    assert seen.found[0].endswith("/reference/keys.html#rotate-an-api-key")


def test_a_link_that_leads_nowhere_is_said_with_its_page(repository: Path) -> None:
    (repository / "docs/more.md").write_text("[gone](gone.md)\n", "utf-8")
    done = make_docs(repository)
    assert done.returncode != 0
    assert "docs/more.md: the link 'gone.md' leads to no file" in done.stderr
    assert "Traceback" not in done.stderr
    (repository / "docs/more.md").write_text("[gone](api.md#not-there)\n", "utf-8")
    done = make_docs(repository)
    assert done.returncode != 0
    assert "anchor does not exist" in done.stdout + done.stderr


def test_a_repository_from_before_there_was_a_site_gets_it_by_an_update(repository: Path) -> None:
    lock = read_lock(repository)
    older = {path: text for path, text in lock.texts.items() if path not in SITE}
    older["pyproject.toml"] = older["pyproject.toml"].replace('reference = "docs/api.md"\n', "")
    start, end = (older["Makefile"].index(f".PHONY: {name}\n") for name in ("docs", "build-sdk"))
    older["Makefile"] = older["Makefile"][:start] + older["Makefile"][end:]
    (repository / PATH).write_text(dataclasses.replace(lock, texts=older).to_json(), "utf-8")
    for path in ("pyproject.toml", "Makefile"):
        (repository / path).write_text(older[path], "utf-8")
    git(repository, "rm", "-rq", "docs", "mkdocs.yml")
    git(repository, "commit", "-qam", "as older ones were made")
    for words in (("update",), ("generate",)):
        done = run(*words, cwd=repository)
        assert done.returncode == 0, done.stderr
    assert "pip install acme" in re.sub(r"<[^>]+>", "", (built(repository) / "index.html").read_text("utf-8"))
    assert {path: (repository / path).read_text("utf-8") for path in lock.texts} == lock.texts
    assert run("generate", "--check", cwd=repository).returncode == 0
