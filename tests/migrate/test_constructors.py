"""``migrate``: what constructors of older clients take, the environment they read, and what no names file says."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from migrate_documents import DOCUMENT, NAMES
from older_sdk import FILES, write_older_sdk

from trueline.cli import main

CLIENT = """
    def __init__(
        self,
        *,
        api_key: str | None = None,
        proxy_level: int | None = None,
        base_url: str | None = None,
        timeout: float | None = None,
        max_retries: int = DEFAULT_MAX_RETRIES,
    ) -> None:
        if api_key is None:
            api_key = os.environ.get("LIBRARY_KEY")
        level = os.environ.get('LIBRARY_LEVEL')

    def copy(self, *, api_key: str | None = None, max_retries: bool = True) -> Self:
        return self

"""
CONSTANTS = """
DEFAULT_TIMEOUT = httpx.Timeout(timeout=30, connect=5.0)
DEFAULT_MAX_RETRIES = 2
"""
PATH = "src/city_library/_client.py"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the document and the mapping."""
    (tmp_path / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    (tmp_path / "stainless.yml").write_text(textwrap.dedent(NAMES), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _older(folder: Path, client: str) -> Path:
    text = textwrap.dedent(FILES[PATH])
    old = "class CityLibrary(SyncAPIClient):\n"
    assert old in text
    return write_older_sdk(folder / "older", _client=text.replace(old, old + client))


def _migrated(*words: str) -> int:
    given = ["--spec", "openapi.yml", "--sdk", "older", "--dry-run", "--report", "report.json"]
    return main(["migrate", "stainless", "stainless.yml", *given, *words])


def test_what_a_constructor_took_is_told(folder: Path) -> None:
    older = _older(folder, CLIENT)
    (older / "src/city_library/_constants.py").write_text(CONSTANTS, "utf-8")
    assert _migrated() == 4
    surface = json.loads((folder / "report.json").read_text("utf-8"))["surface"]
    assert surface["counts"]["client options"] == {"there": 6, "differs": 2, "missing": 1}
    assert surface["counts"]["variables"] == {"there": 1, "differs": 0, "missing": 1}
    told = {f["name"]: (f["state"], f["reason"], f["cure"]) for f in surface["findings"] if f["kind"] in _KINDS}
    assert told == {
        "CityLibrary(proxy_level=…)": (
            "missing",
            "neither the names file nor the runtime has this option",
            "Write it under client_settings.opts of the names file: proxy_level: {type: string}",
        ),
        "CityLibrary.copy(max_retries=…)": (
            "differs",
            "it took bool, and takes int here",
            "Write its `type` under client_settings.opts.max_retries of the names file.",
        ),
        "DEFAULT_TIMEOUT": (
            "differs",
            "it was 30, and is 60 here",
            "Write `default_timeout` under client_settings of the names file, in seconds.",
        ),
        "LIBRARY_LEVEL": (
            "missing",
            "no option of the client reads it here",
            "Write `read_env: LIBRARY_LEVEL` at the option under client_settings.opts of the names file.",
        ),
    }


_KINDS = ("client options", "variables")


def test_the_cures_cure(folder: Path) -> None:
    older = _older(folder, CLIENT.replace("max_retries: bool = True", "max_retries: int = 2"))
    (older / "src/city_library/_constants.py").write_text(CONSTANTS, "utf-8")
    option = "    proxy_level: {type: integer, nullable: true, read_env: LIBRARY_LEVEL}\n"
    text = (
        (folder / "stainless.yml").read_text("utf-8").replace("  opts:\n", f"  default_timeout: 30s\n  opts:\n{option}")
    )
    (folder / "stainless.yml").write_text(text, "utf-8")
    assert _migrated() == 0
    found = json.loads((folder / "report.json").read_text("utf-8"))["surface"]["findings"]
    assert not [each for each in found if each["kind"] in _KINDS]


def test_what_no_key_says_is_found_in_the_older_sources(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = write_older_sdk(folder / "older")
    (older / "src/city_library/_module_client.py").write_text("", "utf-8")
    with (older / "src/city_library/resources/books/loans.py").open("a", encoding="utf-8") as file:
        file.write("\nwrapper = _legacy_response.async_to_raw_response_wrapper\n")
    assert _migrated("--allow-missing") == 0
    said = capsys.readouterr().err
    assert "the package is a client itself; the names file says module_client: true" in said
    assert "raw responses are parsed without awaiting; the names file says plain_parse: true" in said
    with (folder / "stainless.yml").open("a", encoding="utf-8") as file:
        file.write("x-trueline: {module_client: true}\n")
    assert _migrated("--allow-missing") == 2
    assert "Write x-trueline: {plain_parse: true} into it." in capsys.readouterr().err
