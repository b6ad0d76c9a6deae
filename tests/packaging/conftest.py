"""The artefacts under test, built once each, and the server that they are tried against."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
import yaml
from artefacts import ROOT, Dist, build
from canned import CannedApi, serve

_NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc", "dist", "build", ".*_cache")


@pytest.fixture(scope="session")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Dist:
    """The generated SDK, built from a copy, so that two builds never meet in one folder."""
    out = tmp_path_factory.mktemp("sdk")
    shutil.copytree(ROOT / "sdks/python", out / "source", ignore=_NOT_SOURCE)
    return build(out / "source", out)


@pytest.fixture(scope="session")
def trueline(tmp_path_factory: pytest.TempPathFactory) -> Dist:
    """The toolchain itself, built from a copy."""
    out = tmp_path_factory.mktemp("trueline")
    shutil.copytree(ROOT / "src", out / "source/src", ignore=_NOT_SOURCE)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, out / "source" / name)
    return build(out / "source", out)


@pytest.fixture(scope="session")
def spec_version() -> str:
    document = yaml.load((ROOT / "openapi/v1.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return str(document["info"]["version"])


@pytest.fixture(scope="session")
def api() -> CannedApi:
    return CannedApi(ROOT / "openapi/v1.yaml")


@pytest.fixture(scope="session")
def base_url(api: CannedApi) -> Iterator[str]:
    with serve(api) as url:
        yield url
