"""``trueline migrate stainless --dry-run``: what of an older SDK will be there; a reason and a cure for the rest."""

from __future__ import annotations

import json
import tarfile
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import pytest
from migrate_documents import DOCUMENT, NAMES
from older_sdk import FILES, MARK, write_older_sdk

from trueline.cli import main

MIGRATE = ["migrate", "stainless", "stainless.yml", "--spec", "openapi.yml", "--dry-run"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the document, the mapping and the older SDK."""
    (tmp_path / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    (tmp_path / "stainless.yml").write_text(textwrap.dedent(NAMES), "utf-8")
    write_older_sdk(tmp_path / "older")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _report(folder: Path, *words: str) -> dict[str, Any]:
    main([*MIGRATE, *words, "--report", "report.json"])
    found: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return found


def _findings(folder: Path, path: str, old: str, new: str) -> list[tuple[str, str, str, str]]:
    """What is found where one file of the older SDK has another text."""
    text = textwrap.dedent(FILES[path])
    assert old in text
    write_older_sdk(folder / "older", **{Path(path).stem: text.replace(old, new)})
    return _told(folder)


def _told(folder: Path) -> list[tuple[str, str, str, str]]:
    """The findings."""
    found = _report(folder, "--sdk", "older")["surface"]["findings"]
    return [(f["state"], f["name"], f["reason"], f["cure"]) for f in found]


def test_an_older_sdk_of_the_same_document_stays_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _told(folder) == []
    said = capsys.readouterr().err
    assert [line.split() for line in said.splitlines() if line.startswith(("methods", "arguments", "types"))] == [
        ["methods", "4", "0", "0"],
        ["arguments", "6", "0", "0"],
        ["types", "11", "0", "0"],
    ]
    assert not [
        path for path in folder.iterdir() if path.name not in {"openapi.yml", "stainless.yml", "older", "report.json"}
    ]


def test_names_and_version_are_those_of_the_older_sdk(folder: Path) -> None:
    report = _report(folder, "--sdk", "older")
    assert (report["package"], report["distribution"]) == ("city_library", "city-library")


BOOKS = "src/city_library/resources/books/books.py"


def test_a_method_that_the_mapping_calls_otherwise_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = _findings(folder, BOOKS, "def list(self,", "def peruse(self,")
    assert found == (
        "missing",
        "client.books.peruse()",
        "stainless.yml calls get /books books.list: it is client.books.list() here",
        "Write below resources.books.methods: `peruse: {type: alias, to: books.list}`",
    )
    assert "missing: client.books.peruse()" in capsys.readouterr().err


def test_a_method_without_its_endpoint_in_the_document_is_missing(folder: Path) -> None:
    text = textwrap.dedent(FILES[BOOKS]).replace("def list(", "def peruse(").replace('_get("/books"', '_get("/volumes"')
    write_older_sdk(folder / "older", books=text)
    (found,) = _told(folder)
    assert found[2].startswith("the document has no get /volumes")
    assert found[3].startswith("Add the operation to the document")


def test_a_method_that_somebody_wrote_by_hand_is_told_as_that(folder: Path) -> None:
    old = 'return self._get("/books", cast_to=BookListResponse)'
    findings = _findings(folder, BOOKS, old, "return self.create(title=q)\n")
    assert findings == []  # the method is there: only its text differs
    text = textwrap.dedent(FILES[BOOKS]).replace("def list(", "def peruse(").replace(old, "return self.create(title=q)")
    write_older_sdk(folder / "older", books=text)
    (found,) = _told(folder)
    assert "somebody wrote it by hand" in found[2]


@pytest.mark.parametrize(
    ("old", "new", "state", "name", "reason"),
    [
        ("page_count: int", "pagecount: int", "missing", "create(pagecount=…)", "there is page_count here"),
        ("page_count: int", "colour: int", "missing", "create(colour=…)", "the document has no parameter or property"),
        ("page_count: int", "page_count: str", "differs", "create(page_count=…)", "it took str, and takes int here"),
        ("*, title: str,", "title: str, *,", "differs", "create(title=…)", "it was positional"),
        ("title: str,", "title: str | Omit = omit,", "differs", "create(title=…)", "it was optional"),
        ("title: str, ", "", "differs", "create(title=…)", "it is new, and the document requires it"),
    ],
)
def test_an_argument_that_does_not_stay_is_told(
    folder: Path, old: str, new: str, state: str, name: str, reason: str
) -> None:
    found = _findings(folder, BOOKS, old, new)
    assert [(each[0], each[1]) for each in found] == [(state, f"client.books.{name}")]
    assert reason in found[0][2]
    assert found[0][3].endswith(".")


def test_an_attribute_and_a_class_that_do_not_stay_are_told(folder: Path) -> None:
    path = "src/city_library/types/book.py"
    (found,) = _findings(folder, path, "    price: float", "    price: float\n    shelf: str")
    assert found[:3] == ("differs", "city_library.types.book.Book.shelf", "the document has no property that makes it")
    text = textwrap.dedent(FILES[path]).replace('["Book"]', '["Book", "BookFirst"]').replace("[Loan]", "[BookFirst]")
    text += "\nclass BookFirst(BaseModel):\n    days: Optional[int] = None\n"
    write_older_sdk(folder / "older", book=text)
    (found,) = _told(folder)
    assert found[1:] == (
        "city_library.types.book.BookFirst",
        "the class is called Loan here, and is in city_library.types.loan",
        "Import it from there: from city_library.types.loan import Loan",
    )


def test_a_module_that_an_earlier_version_left_behind_is_told_and_is_not_missing(folder: Path) -> None:
    left = folder / "older/src/city_library/types/shelf_list_params.py"
    left.write_text(MARK + '__all__ = ["ShelfListParams"]\n\nclass ShelfListParams(TypedDict):\n    q: str\n', "utf-8")
    (found,) = _told(folder)
    assert found[:2] == ("differs", "city_library.types.shelf_list_params.ShelfListParams")
    assert "an earlier version left the file" in found[2]
    types = folder / "older/src/city_library/types/__init__.py"
    used = "from .shelf_list_params import ShelfListParams as ShelfListParams\n"
    types.write_text(types.read_text("utf-8") + used, "utf-8")
    assert {each[0] for each in _told(folder)} == {"missing"}


def test_something_missing_is_exit_code_four_unless_it_is_allowed(folder: Path) -> None:
    text = textwrap.dedent(FILES[BOOKS]).replace("page_count", "colour")
    write_older_sdk(folder / "older", books=text)
    assert main([*MIGRATE, "--sdk", "older"]) == 4
    assert main([*MIGRATE, "--sdk", "older", "--allow-missing"]) == 0


def test_the_older_sdk_may_be_an_archive_a_wheel_or_its_list(folder: Path) -> None:
    with tarfile.open("city_library-1.4.2.tar.gz", "w:gz") as archive:
        archive.add("older", "city_library-1.4.2")
    whole = _report(folder, "--sdk", "city_library-1.4.2.tar.gz")
    assert whole == _report(folder, "--sdk", "older")
    with zipfile.ZipFile("city_library-1.4.2-py3-none-any.whl", "w") as wheel:
        for path in (folder / "older" / "src").rglob("*.py"):
            wheel.write(path, path.relative_to(folder / "older" / "src").as_posix())
        wheel.writestr("city_library-1.4.2.dist-info/METADATA", "Name: city-library\nVersion: 1.4.2\n\ntext")
    assert _report(folder, "--sdk", "city_library-1.4.2-py3-none-any.whl")["surface"] == whole["surface"]
    listed = _report(folder, "--sdk", "older/api.md")
    assert listed["surface"]["counts"]["methods"] == {"there": 4, "differs": 0, "missing": 0}
    assert listed["package"] == "city_library"


def test_an_archive_leads_nowhere(folder: Path) -> None:
    with tarfile.open("evil.tar.gz", "w:gz") as archive:
        archive.add("older", "city_library-1.4.2")
        archive.add("stainless.yml", "../outside.yml")
    _report(folder, "--sdk", "evil.tar.gz")
    assert not (folder.parent / "outside.yml").exists()


@pytest.mark.parametrize(
    ("sdk", "said"),
    [
        ("nothing/here", "there is no such SDK"),
        ("--upload=x", "expected one argument"),
        ("stainless.yml", "this is not an archive of an SDK"),
        ("empty", "no package has a module _client"),
        ("empty/api.md", "this list has no methods"),
    ],
)
def test_what_is_no_sdk_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], sdk: str, said: str) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "api.md").write_text("# Nothing\n", "utf-8")
    assert main([*MIGRATE, "--sdk", sdk]) in {2, 3}
    assert said in capsys.readouterr().err


def test_an_sdk_that_is_not_python_is_told_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_older_sdk(folder / "older", loan="class Loan(:\n    pass\n")
    assert main([*MIGRATE, "--sdk", "older"]) == 3
    assert "types/shared/loan.py:3" in capsys.readouterr().err


def test_without_a_folder_it_only_reports(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(MIGRATE[:-1]) == 2
    assert "missing: --output" in capsys.readouterr().err
    assert main([*MIGRATE, "--package", "city_library"]) == 0
    assert "nothing is compared" in capsys.readouterr().err
