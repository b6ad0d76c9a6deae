"""``trueline names --from``: a names file out of the SDK that users have, for a team without its ``stainless.yml``."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from migrate_documents import DOCUMENT
from older_sdk import write_older_sdk

from trueline.cli import main

CLIENT = """
    from .resources.books import BooksResource

    class CityLibrary(SyncAPIClient):
        api_key: str

        def __init__(self, *, api_key: str | None = None, base_url: str | None = None) -> None:
            if api_key is None:
                api_key = os.environ.get("LIBRARY_KEY")
            if api_key is None:
                raise CityLibraryError("no key")
            if base_url is None:
                base_url = os.environ.get("CITY_LIBRARY_BASE_URL")
            custom_headers_env = os.environ.get("CITY_LIBRARY_CUSTOM_HEADERS")

        @cached_property
        def books(self) -> BooksResource:
            return BooksResource(self)
    """


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the document and the older SDK."""
    (tmp_path / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    write_older_sdk(tmp_path / "older", _client=CLIENT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _made(*words: str, code: int = 0) -> Any:
    assert main(["names", *words]) == code
    return yaml.safe_load(Path("stainless.yml").read_text("utf-8"))


def test_a_list_and_a_document_make_methods_and_models(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = _made("--from", "older/api.md", "--spec", "openapi.yml")
    assert made["resources"]["books"]["methods"] == {
        "create": "post /books",
        "retrieve": "get /books/{bookID}",
        "list": "get /books",
    }
    assert made["resources"]["books"]["subresources"]["loans"]["methods"] == {"create": "post /books/{bookID}/loans"}
    assert made["resources"]["books"]["models"] == {"book": "Book"}
    assert made["resources"]["$shared"]["models"] == {"loan": "Loan"}
    assert made["targets"]["python"]["package_name"] == "city_library"
    said = capsys.readouterr().err
    assert "stainless.yml: 4 of 4 methods" in said
    assert "does not say what the client is called" in said


def test_what_is_made_of_the_whole_sdk_makes_it_again(folder: Path) -> None:
    made = _made("--from", "older", "--spec", "openapi.yml")
    assert made["client_settings"]["opts"] == {
        "api_key": {"type": "string", "read_env": "LIBRARY_KEY", "auth": {"security_scheme": "Key"}}
    }
    words = ["migrate", "stainless", "stainless.yml", "--spec", "openapi.yml", "--sdk", "older", "--dry-run"]
    main([*words, "--report", "report.json"])
    counts = json.loads(Path("report.json").read_text("utf-8"))["surface"]["counts"]
    assert counts["methods"] == {"there": 4, "differs": 0, "missing": 0}
    assert counts["arguments"] == {"there": 6, "differs": 0, "missing": 0}
    assert counts["types"]["missing"] == 0


def test_without_a_document_it_has_the_methods(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = _made("--from", "older/api.md")
    assert made["resources"]["books"]["methods"]["retrieve"] == "get /books/{bookID}"
    assert "models" not in made["resources"]["books"]
    assert "no --spec" in capsys.readouterr().err


def test_a_method_whose_endpoint_is_gone_is_told_and_an_endpoint_without_a_method_is_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = textwrap.dedent(DOCUMENT).replace("  /books/{bookID}/loans:", "  /books/{bookID}/lendings:")
    (folder / "openapi.yml").write_text(text, "utf-8")
    made = _made("--from", "older/api.md", "--spec", "openapi.yml", code=4)
    said = " ".join(capsys.readouterr().err.split())
    assert "client.books.loans.create() is left out: the document has no post /books/{bookID}/loans" in said
    assert "post /books/{bookID}/lendings" in made["unspecified_endpoints"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "older/api.md", "--output", "openapi.yml"], "there is a file already"),
        (["--from", "older/src"], "this SDK has no list of its methods"),
        (["--from", "nothing/here.md"], "there is no such SDK"),
    ],
)
def test_what_can_not_be_done_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["names", *words]) == 2
    assert said in capsys.readouterr().err


def test_the_shared_corpus_gives_every_method_of_onebusaway(tmp_path: Path) -> None:
    corpus = Path(__file__).parents[3] / "shared" / "corpus" / "onebusaway"
    if not corpus.is_dir():
        pytest.skip("../shared/corpus is not here: its documents are public data of their owners, not ours")
    words = ["--from", str(corpus / "api.md"), "--spec", str(corpus / "openapi.yml")]
    assert main(["names", *words, "--output", str(tmp_path / "names.yml")]) == 0
    made = yaml.safe_load((tmp_path / "names.yml").read_text("utf-8"))
    stated = yaml.safe_load((corpus / "stainless.yml").read_text("utf-8"))
    methods = {name: resource["methods"] for name, resource in stated["resources"].items() if "methods" in resource}
    assert {name.replace("-", "_") for name in methods} == set(made["resources"]) - {"$shared"}
    assert made["resources"]["$shared"]["models"] == {"references": "Reference", "response_wrapper": "ResponseWrapper"}
