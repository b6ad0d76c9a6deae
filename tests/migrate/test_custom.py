"""Hand-written parts: they stay where they are when an SDK is made again, and go before what was generated."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
import respx
from migrate_documents import DOCUMENT, NAMES
from support.sdks import import_sdk

from trueline.cli import main

CUSTOM = '''
"""Ours."""

from .._client import CityLibrary as _Generated

__all__ = ["CityLibrary", "shelf"]


class CityLibrary(_Generated):
    """With a method that nobody generated."""

    def everything(self) -> list[str]:
        return [book.id for book in self.books.list()]


def shelf() -> int:
    return 7
'''


def test_hand_written_parts_stay_and_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    (tmp_path / "stainless.yml").write_text(textwrap.dedent(NAMES), "utf-8")
    monkeypatch.chdir(tmp_path)
    words = ["generate", "openapi.yml", "--names", "stainless.yml", "--compat", "stainless", "--package", "own_library"]
    words += ["--output", "sdk"]
    assert main(words) == 0
    package = tmp_path / "sdk" / "src" / "own_library"
    (package / "_custom").mkdir()
    (package / "_custom" / "__init__.py").write_text(CUSTOM, "utf-8")
    (package / "lib").mkdir()
    (package / "lib" / "tools.py").write_text("ANSWER = 42\n", "utf-8")
    assert main([*words, "--force"]) == 0
    assert (package / "_custom" / "__init__.py").read_text("utf-8") == CUSTOM
    assert (package / "lib" / "tools.py").is_file()
    library = import_sdk(tmp_path / "sdk" / "src", "own_library")
    client = library.CityLibrary(api_key="secret")
    with respx.mock:
        respx.get("https://library.example/books").respond(json=[{"id": "b-1", "price": 1}])
        assert client.everything() == ["b-1"]
    assert isinstance(client.copy(), library.CityLibrary)
    assert library.shelf() == 7
    assert library.AsyncCityLibrary(api_key="secret").api_key == "secret"
