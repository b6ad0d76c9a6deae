"""The runner itself, over a folder of documents that end in every way a document can."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpus.blocks import blocks, put_block, put_page
from benchmarks.corpus.documents import Document, sample
from benchmarks.corpus.outcome import Outcome, Status, from_json
from benchmarks.corpus.table import as_json, page

ROOT = Path(__file__).parents[2]


def api(**more: Any) -> dict[str, Any]:
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "string"}}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": answer, **more}}},
    }


def run(folder: Path, *flags: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Outcome]]:
    journal = folder.parent / "journal.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.corpus", "--folder", str(folder), "--journal", str(journal), *flags],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
    return done, {outcome.document: outcome for outcome in map(from_json, lines)}


def put(folder: Path, name: str, document: Any) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")


def test_each_document_ends_in_its_own_way_and_the_page_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    put(folder, "whole.json", api())
    put(folder, "invalid.json", '{"openapi": "3.1.0"}')
    put(folder, "header.json", api(parameters=[{"in": "header", "name": "a b", "schema": {"type": "string"}}]))
    done, outcomes = run(folder)
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "whole.json": Status.WHOLE,
        "invalid.json": Status.REFUSED,
        "header.json": Status.REFUSED,
    }
    assert done.returncode == 0, done.stderr
    whole, header = outcomes["whole.json"], outcomes["header.json"]
    assert (whole.operations, whole.operations_refused, whole.modules > 20, whole.faults) == (1, 0, True, ())
    assert header.modules >= whole.modules
    assert "/paths/~1a/get/parameters/0" in header.faults[0]
    assert "3 documents, 0 not as they have to be" in done.stdout


def test_time_and_memory_are_bounded_and_a_fault_ends_with_1(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    properties = {f"p{number}": {"type": "string", "enum": [f"v{number}", "w"]} for number in range(9)}
    schemas = {f"S{number}": {"type": "object", "properties": properties} for number in range(600)}
    put(folder, "big.json", {**api(), "components": {"schemas": schemas}})
    done, outcomes = run(folder, "--seconds", "0")
    assert (outcomes["big.json"].status, done.returncode) == (Status.TIMEOUT, 1)
    (tmp_path / "journal.jsonl").unlink()
    done, outcomes = run(folder, "--mebibytes", "1")
    assert (outcomes["big.json"].status, done.returncode) == (Status.MEMORY, 1)


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    put(folder, "a.json", api())
    run(folder)
    put(folder, "b.json", api())
    journal = tmp_path / "journal.jsonl"
    journal.write_text(journal.read_text("utf-8") + '{"document": "b.j', encoding="utf-8")  # cut short while writing
    _, before = run(folder)
    (folder / "a.json").write_text("not a document any more", encoding="utf-8")
    done, after = run(folder)
    assert list(before) == ["a.json", "b.json"]
    assert after["a.json"].status is Status.WHOLE
    assert done.returncode == 0


def test_nothing_to_run_over_is_a_usage_error(tmp_path: Path) -> None:
    done, _ = run(tmp_path)
    assert done.returncode == 2
    assert "no .json, .yaml or .yml file" in done.stderr


@pytest.mark.parametrize("size", [1, 10, 35, 99, 500])
def test_a_sample_is_even_over_sizes_and_the_same_for_a_seed(size: int) -> None:
    documents = [Document(str(number), Path(str(number)), number) for number in range(100)]
    drawn = sample(documents, size, 7)
    assert drawn == sample(documents, size, 7)
    assert len(drawn) == min(size, 100)
    tenths = [sum(document.size // 10 == stratum for document in drawn) for stratum in range(10)]
    assert max(tenths) - min(tenths) <= 1
    assert size in {1, 500} or drawn != sample(documents, size, 8)


def test_text_of_a_document_can_not_break_the_page() -> None:
    fault = "spec.json at /a|b: `<script>`\n| x |"
    shown = page([Outcome("a|<b>.json", Status.LOST, faults=(fault,))], "make corpus")
    assert "<script>" not in shown
    assert "\n| x |" not in shown
    assert json.loads(as_json([Outcome("a", Status.WHOLE)]))[0]["status"] == "whole"


def test_a_page_and_its_blocks_are_written_apart(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    put_page("# One\n\ntext\n", path)
    put_block("wire", "w1", path)
    put_block("types", "t1", path)
    put_block("wire", "w2", path)
    put_page("# Two\n", path)
    text = path.read_text("utf-8")
    assert {name: block.strip() for name, block in blocks(text).items()} == {"types": "t1", "wire": "w2"}
    assert text.startswith("# Two\n\n## Under type checkers\n")
    put_page("# Two\n", path)
    assert path.read_text("utf-8") == text
