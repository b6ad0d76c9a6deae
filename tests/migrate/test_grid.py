"""A large document with a config of its own comes whole, with the older surface."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sdks import ROOT, fresh_name, generate_to, import_sdk

FOLDER = ROOT.parent / "shared/corpus/grid"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="its document is not here: put it at ../shared/corpus/grid")


def test_the_whole_document_comes(tmp_path: Path) -> None:
    document, name = (FOLDER / "openapi.yaml").read_bytes(), fresh_name("grid")
    report = generate_to(tmp_path, document, name, names=str(FOLDER / "stainless.yml"), compat="stainless")
    assert not report.lost
    assert all("no method" in each.reason for each in report.allowed)  # what the config leaves out
    assert report.in_sdk == report.in_spec
    assert report.in_spec.operations == 110
    import_sdk(tmp_path / "src", name)
