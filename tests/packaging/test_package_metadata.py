"""What an index shows of any document's SDK: authors, licence, links and summary, read back from the built files."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from artefacts import run
from packaging.metadata import Metadata as Said
from packaging.metadata import parse_email
from support.sdks import generate_to

from trueline.release.steps import backend
from trueline.request import SAYS_NOTHING, Author, Metadata, PageLink

pytestmark = pytest.mark.slow

INFO: dict[str, Any] = {
    "title": "Books",
    "version": "1.2.3",
    "description": '# Books\n\nKeeps **books** and [shelves](https://x.example).\n\nMore & "more".',
    "contact": {"name": "Bücher, Team", "email": "sdk@books.example", "url": "https://books.example/help"},
    "license": {"name": "Apache 2.0 License", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    "termsOfService": "https://books.example/terms",
}
HOSTILE: dict[str, Any] = {
    "title": 'Bo"oks\n[tool.hatch]\n',
    "version": "1.0",
    "description": '"""\n[project.urls]\nEvil = "x"\n\u202e <script>alert(1)</script>',
    "contact": {"name": '"x"\n<y>, z', "email": "a@b\nBcc: c@d.example", "url": "javascript:alert(1)"},
    "license": {"name": 'MIT"\nname = "evil', "url": "https://user:secret@books.example"},
    "termsOfService": "https://books.example/\nProject-URL: Evil, https://evil.example",
}


def built(folder: Path, info: dict[str, Any], metadata: Metadata = SAYS_NOTHING) -> tuple[Said, Path]:
    document = {"openapi": "3.0.3", "info": info, "paths": {}, "externalDocs": {"url": "https://docs.books.example"}}
    text = json.dumps(document).encode()
    generate_to(folder / "sdk", text, "books", suffix=".json", metadata=metadata)
    (folder / "sdk/openapi.json").unlink()
    (folder / "dist").mkdir()
    run([sys.executable, "-P", backend.__file__, folder / "dist", folder / "sdk"], cwd=folder)
    (wheel_path,), (sdist_path,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    command = [sys.executable, "-m", "twine", "check", "--strict", str(wheel_path), str(sdist_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    with ZipFile(wheel_path) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        data = wheel.read(name)
    with tarfile.open(sdist_path) as sdist:
        source = sdist.extractfile(f"{sdist_path.name.removesuffix('.tar.gz')}/PKG-INFO")
        assert source is not None
        assert parse_email(source.read()) == parse_email(data)
    return Said.from_email(data), wheel_path


def test_the_document_says_who_made_the_api_by_what_licence_and_where_more_is(tmp_path: Path) -> None:
    said, _ = built(tmp_path, INFO)
    assert said.summary == "Keeps books and shelves."
    assert said.license_expression == "Apache-2.0"
    assert said.author_email == '"Bücher, Team" <sdk@books.example>'
    assert said.project_urls == {
        "Documentation": "https://docs.books.example",
        "Contact": "https://books.example/help",
        "License": "https://www.apache.org/licenses/LICENSE-2.0",
        "Terms of service": "https://books.example/terms",
    }


def test_the_settings_win_and_a_licence_file_is_in_wheel_and_sdist(tmp_path: Path) -> None:
    for name in ("LICENSE", "NOTICE"):
        (tmp_path / name).write_text(f"{name} of Acme", "utf-8")
    stated = Metadata(
        summary="Books, for Python",
        license="MIT OR Apache-2.0",
        license_files=(str(tmp_path / "LICENSE"), str(tmp_path / "NOTICE")),
        authors=(Author("Ann", ""), Author("", "team@acme.example"), Author("Bob", "bob@acme.example")),
        urls=(PageLink("Source", "https://git.acme.example"), PageLink("Contact", "https://acme.example")),
    )
    said, wheel = built(tmp_path, INFO, stated)
    assert (said.summary, said.license_expression) == ("Books, for Python", "MIT OR Apache-2.0")
    assert said.license_files == ["LICENSE", "NOTICE"]
    assert said.author == "Ann"
    assert said.author_email == "team@acme.example, Bob <bob@acme.example>"
    urls = said.project_urls or {}
    assert (urls["Source"], urls["Contact"]) == ("https://git.acme.example", "https://acme.example")
    assert urls["Documentation"] == "https://docs.books.example", "what the settings do not say, the document does"
    with ZipFile(wheel) as archive:
        assert archive.read("books-1.2.3.dist-info/licenses/NOTICE") == b"NOTICE of Acme"


def test_hostile_text_stays_text_and_what_is_no_page_is_no_link(tmp_path: Path) -> None:
    said, _ = built(tmp_path, HOSTILE)
    assert list(said.project_urls or {}) == ["Documentation"]
    assert not said.author_email
    assert str(said.license_expression).startswith("LicenseRef-MIT")
    assert "\n" not in str(said.summary)
    assert "<script>" not in str(said.summary)


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("MIT", "MIT"),
        ("The MIT License (MIT)", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("BSD 3-Clause License", "BSD-3-Clause"),
        ("Acme Terms of Use", "LicenseRef-Acme-Terms-of-Use"),
    ],
)
def test_the_name_of_a_licence_is_the_expression_that_it_means(tmp_path: Path, name: str, expression: str) -> None:
    document = {"openapi": "3.0.3", "info": {"title": "Books", "version": "1", "license": {"name": name}}, "paths": {}}
    generate_to(tmp_path, json.dumps(document).encode(), "books", suffix=".json")
    assert f'license = "{expression}"' in (tmp_path / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("<p>Keeps <b>books</b>.</p>", "Keeps books."),
        ("## Only a heading", "Books"),
        ("书" * 300, "书" * 196 + " ..."),
        ("word " * 60, "word " * 39 + "..."),
    ],
)
def test_a_summary_is_one_line_of_plain_text(tmp_path: Path, description: str, summary: str) -> None:
    info = {"title": "Books", "version": "1", "description": description}
    document = {"openapi": "3.0.3", "info": info, "paths": {}}
    generate_to(tmp_path, json.dumps(document).encode(), "books", suffix=".json")
    assert f'description = "{summary}"' in (tmp_path / "pyproject.toml").read_text("utf-8")
