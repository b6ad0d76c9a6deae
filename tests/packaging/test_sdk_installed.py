"""The SDK's wheel, installed in a clean environment on every Python found here, does what its README shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from pathlib import Path

import pytest
from artefacts import ROOT, VERSIONS, Dist, Environment, find_python, make_environment
from canned import CannedApi

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sdk-dist")]

_SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()

_IMPORT_ALL = """
import importlib, pkgutil, sys
import tollkeeper
names = [module.name for module in pkgutil.walk_packages(tollkeeper.__path__, "tollkeeper.")]
for name in names:
    # the rest needs an extra
    if name != "tollkeeper.testing.fixtures" and (
        ("._runtime.cli." not in name and "._runtime.agents." not in name) or name.endswith(".table")
    ):
        importlib.import_module(name)
for name in tollkeeper.__all__:
    getattr(tollkeeper, name)
print(len(names))
"""


@pytest.fixture(scope="module", params=VERSIONS)
def environment(request: pytest.FixtureRequest, sdk: Dist, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the locked dependencies and the wheel. One that is not there is reported as skipped."""
    python = find_python(request.param)
    if python is None:
        pytest.skip(f"Python {request.param} is not on this machine")
    environment = make_environment(tmp_path_factory.mktemp(f"python{request.param}") / "env", python)
    environment.install("--require-hashes", "--requirement", ROOT / "requirements/sdk.txt")
    environment.install("--no-deps", sdk.wheel)
    return environment


def _blocks(readme: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def _delivery(body: bytes) -> str:
    """Source that defines ``body``, ``headers`` and ``secret`` of a delivery signed as Standard Webhooks says."""
    moment, key = str(int(time.time())), base64.b64decode(_SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, f"msg_1.{moment}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    return f"body, headers, secret = {body!r}, {headers!r}, {_SECRET!r}\n"


def _execute(environment: Environment, source: str, base_url: str) -> str:
    return environment.execute(
        "-W", "error", "-c", source,
        TOLLKEEPER_API_KEY="tk_test_0000", TOLLKEEPER_BASE_URL=base_url, NO_PROXY="127.0.0.1", no_proxy="127.0.0.1",
    )  # fmt: skip


def test_the_locked_dependencies_satisfy_what_the_wheel_asks_for(environment: Environment) -> None:
    environment.pip("check")


def test_every_module_and_every_public_name_imports_without_a_warning(environment: Environment) -> None:
    assert int(environment.execute("-W", "error", "-c", _IMPORT_ALL)) > 30


def test_the_version_is_the_one_of_the_wheel(environment: Environment, spec_version: str) -> None:
    source = "import tollkeeper, importlib.metadata as m; print(tollkeeper.__version__, m.version('tollkeeper'))"
    assert environment.execute("-c", source).split() == [spec_version, spec_version]


def test_every_python_example_of_the_sdks_readme_runs(environment: Environment, api: CannedApi, base_url: str) -> None:
    blocks = _blocks(ROOT / "sdks/python/README.md")
    assert blocks
    for block in blocks:
        _execute(environment, _delivery(api.webhook()) + block, base_url)


def test_the_example_of_the_repositorys_readme_runs_and_prints(environment: Environment, base_url: str) -> None:
    (block,) = _blocks(ROOT / "README.md")
    lines = _execute(environment, block, base_url).splitlines()
    assert len(lines) >= 3
    assert lines[-1].startswith("404 ")
