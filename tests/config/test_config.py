"""``[tool.trueline]``: every key, what it may be, and what is said about what it may not be."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.config import KEYS, Config, Index, ReleaseConfig, read_config
from trueline.errors import UsageError
from trueline.request import Author, Metadata, PageLink, Request

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/configuration.md").read_text("utf-8")

GOOD = 'spec = "a.yaml"\noutput = "sdk"\npackage = "pkg"\n'


def read(folder: Path, text: str) -> Config:
    (folder / "pyproject.toml").write_text(f"[tool.trueline]\n{GOOD}{text}", "utf-8")
    return read_config(folder / "pyproject.toml")


def test_three_keys_are_enough(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert config == Config("a.yaml", "sdk", "pkg")
    assert config.release == ReleaseConfig(
        changelog="CHANGELOG.md",
        branch="main",
        remote="origin",
        tag_prefix="",
        gate=("make check", "make test"),
        indexes=(Index("pypi"),),
        sign=False,
        signers="",
        replay="tests",
        deprecation_days_stable=0,
        deprecation_days_beta=0,
    )


def test_replaying_tests_can_be_turned_off(tmp_path: Path) -> None:
    assert read(tmp_path, '[tool.trueline.release]\nreplay = ""').release.replay == ""


EVERYTHING = """\
overlays = ["openapi/one.yaml", "../shared/two.yaml"]
distribution = "Acme.SDK"
names = "openapi/names.yaml"
compat = "stainless"
layout = "trueline"
engine_config = "openapi/config.yml"
version_file = "openapi/VERSION"
allow_loss = ["/paths/~1old/get"]
allow_remote = true
reference = "docs/api.md"

[tool.trueline.metadata]
summary = "Acme, for Python"
license = "mit or apache-2.0"
license_files = ["LICENSE", "legal/NOTICE"]
authors = ["Acme <sdk@acme.example>", "Ann", "bob@acme.example"]
urls = {Source = "https://git.acme.example"}

[tool.trueline.release]
changelog = "docs/changes.md"
branch = "release/1.x"
remote = "upstream"
tag_prefix = "sdk-v"
gate = ["make check", "make 'a b'"]
sign = true
signers = ".github/allowed_signers"
replay = "tests/sdk"
deprecation_days_stable = 180
deprecation_days_beta = 30

[[tool.trueline.release.indexes]]
name = "inner"
upload = "http://127.0.0.1:8080/upload/"
simple = "http://127.0.0.1:8080/simple/"
extra = ["http://127.0.0.1:8081/simple/", "shared=https://a.example/x?b=c", "pypi"]

[[tool.trueline.release.indexes]]
name = "pypi"
"""


EXTRA = ("http://127.0.0.1:8081/simple/", "shared=https://a.example/x?b=c", "pypi")


def test_every_key_is_read(tmp_path: Path) -> None:
    config = read(tmp_path, EVERYTHING)
    assert config == Config(
        spec="a.yaml",
        output="sdk",
        package="pkg",
        overlays=("openapi/one.yaml", "../shared/two.yaml"),
        distribution="Acme.SDK",
        names="openapi/names.yaml",
        compat="stainless",
        layout="trueline",
        engine_config="openapi/config.yml",
        version_file="openapi/VERSION",
        allow_loss=("/paths/~1old/get",),
        allow_remote=True,
        reference="docs/api.md",
        metadata=Metadata(
            summary="Acme, for Python",
            license="MIT OR Apache-2.0",
            license_files=("LICENSE", "legal/NOTICE"),
            authors=(Author("Acme", "sdk@acme.example"), Author("Ann", ""), Author("", "bob@acme.example")),
            urls=(PageLink("Source", "https://git.acme.example"),),
        ),
        release=ReleaseConfig(
            changelog="docs/changes.md",
            branch="release/1.x",
            remote="upstream",
            tag_prefix="sdk-v",
            gate=("make check", "make 'a b'"),
            indexes=(
                Index("inner", "http://127.0.0.1:8080/upload/", "http://127.0.0.1:8080/simple/", EXTRA),
                Index("pypi"),
            ),
            sign=True,
            signers=".github/allowed_signers",
            replay="tests/sdk",
            deprecation_days_stable=180,
            deprecation_days_beta=30,
        ),
    )
    written = tomllib.loads(f"[tool.trueline]\n{GOOD}{EVERYTHING}")["tool"]["trueline"]
    release: dict[str, Any] = written["release"]
    assert [set(table) for table in (written, written["metadata"], release, release["indexes"][0])] == [
        {key.name for key in keys} for keys in KEYS.values()
    ], "this test writes every key that there is"


def test_what_is_generated_takes_every_setting_of_it(tmp_path: Path) -> None:
    config = read(tmp_path, EVERYTHING)
    assert config.request(Path("root")) == Request(
        spec="root/a.yaml",
        package="pkg",
        overlays=("root/openapi/one.yaml", "root/../shared/two.yaml"),
        allow_loss=("/paths/~1old/get",),
        allow_remote=True,
        distribution="Acme.SDK",
        names="root/openapi/names.yaml",
        compat="stainless",
        engine_config="root/openapi/config.yml",
        version_file="root/openapi/VERSION",
        lock="root/" + config.output + "/generated.lock",
        metadata=Metadata(
            summary="Acme, for Python",
            license="MIT OR Apache-2.0",
            license_files=("root/LICENSE", "root/legal/NOTICE"),
            authors=(Author("Acme", "sdk@acme.example"), Author("Ann", ""), Author("", "bob@acme.example")),
            urls=(PageLink("Source", "https://git.acme.example"),),
        ),
    )


def test_the_arguments_of_the_command_line_mean_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trueline import cli

    monkeypatch.chdir(tmp_path)
    everything = EVERYTHING.replace('engine_config = "openapi/config.yml"\n', "")  # for the other layout
    stock = 'layout = "openapi-python-client"\nengine_config = "openapi/config.yml"'
    for text in ("", everything, stock, 'names = "https://acme.example/names.yml"'):
        config = read(tmp_path, text)
        parsed = cli.parser().parse_args(["generate", *config.arguments()])
        assert cli.request_of(parsed) == config.request()
        assert parsed.output == config.output


def test_names_on_a_tag_and_an_index_follow_from_the_package(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.trueline]\nspec="a"\noutput="b"\npackage="acme_cloud"\n')
    config = read_config(tmp_path / "pyproject.toml")
    assert (config.distribution_name, config.tag_prefix) == ("acme-cloud", "acme-cloud-v")
    assert read(tmp_path, 'distribution = "Acme"').tag_prefix == "Acme-v"


def test_an_error_names_the_key_its_line_and_the_cure(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "\n[tool.trueline.release]\n# a remark\nbranch = 'a..b'\n")
    assert str(caught.value).splitlines() == [
        f"{tmp_path}/pyproject.toml:8: [tool.trueline.release] branch: 'a..b' is not a name that git and shells take",
        '  Use letters, digits, and - _ . / inside. Example: branch = "main"',
    ]


METADATA = "[tool.trueline.metadata]\n"
RELEASE = "[tool.trueline.release]\n"
INDEX = "[[tool.trueline.release.indexes]]\n"
BOTH = 'upload = "https://a.example/"\nsimple = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("text", "key", "what", "line"),
    [
        ("nonsense = 1", "nonsense", "there is no such key", 5),
        ("'non.sense' = 1", "non.sense", "there is no such key", 5),
        ("overlays = 'o.yaml'", "overlays", "'o.yaml' is not a list", 5),
        ("overlays = [1]", "overlays", "1 is not text", 5),
        ("overlays = ['/etc/passwd']", "overlays", "exists on one machine only", 5),
        ("distribution = '-acme'", "distribution", "is not a name of a distribution", 5),
        ("distribution = 'a b'", "distribution", "is not a name of a distribution", 5),
        ("names = 'ftp://a.example/names.yml'", "names", "is not an https URL", 5),
        ("allow_loss = ['paths']", "allow_loss", "'paths' is not a JSON pointer", 5),
        ("allow_loss = ['/a~2b']", "allow_loss", "is not a JSON pointer", 5),
        ("allow_loss = ['']", "allow_loss", "'' is not text", 5),
        ("allow_remote = 'yes'", "allow_remote", "'yes' is neither true nor false", 5),
        ("metadata = 1", "metadata", "it is not a table", 5),
        (METADATA + "name = 'x'", "name", "there is no such key", 6),
        (METADATA + 'summary = "a\\nb"', "summary", "is not text", 6),
        (METADATA + f"summary = '{'x' * 201}'", "summary", "it is 201 characters long", 6),
        (METADATA + "license = 'MIT License'", "license", "is not an SPDX expression", 6),
        (METADATA + "license_files = ['../LICENSE']", "license_files", "is not inside the repository", 6),
        (METADATA + "license_files = ['docs/README.md']", "license_files", "can't be the name of a licence", 6),
        (METADATA + "license_files = ['LICEN?E']", "license_files", "can't be the name of a licence", 6),
        (METADATA + "license_files = ['a/MIT', 'b/MIT']", "license_files", "is the name of two files", 6),
        (METADATA + "authors = ['Ann <ann@>']", "authors", "is not an author", 6),
        (METADATA + "urls = ['https://a.example']", "urls", "is not a table", 6),
        (METADATA + "urls = {Source = 'http://a.example'}", "urls", "is not an https URL", 6),
        (METADATA + "urls = {Source = 'https://u:p@a.example'}", "urls", "the URL holds credentials", 6),
        ("release = 1", "release", "it is not a table", 5),
        (RELEASE + "version = '1'", "version", "there is no such key", 6),
        (RELEASE + "changelog = '../CHANGELOG.md'", "changelog", "is not inside the repository", 6),
        (RELEASE + "branch = '--force'", "branch", "is not a name", 6),
        (RELEASE + "remote = 'a b'", "remote", "is not a name", 6),
        (RELEASE + "remote = '$(reboot)'", "remote", "is not a name", 6),
        (RELEASE + "tag_prefix = 'v^'", "tag_prefix", "is not a name", 6),
        (RELEASE + "tag_prefix = '-v'", "tag_prefix", "is not a name", 6),
        (RELEASE + "gate = 'make test'", "gate", "is not a list", 6),
        (RELEASE + "gate = ['make check && make test']", "gate", "needs a shell", 6),
        (RELEASE + "gate = ['make \"check']", "gate", "can't be split into words", 6),
        (RELEASE + "sign = 1", "sign", "1 is neither true nor false", 6),
        (RELEASE + "indexes = []", "indexes", "it is not an array of tables", 6),
        (RELEASE + "indexes = [1]", "indexes", "it is not a table", 6),
        (INDEX + BOTH, "", "the key 'name' is missing", 5),
        (INDEX + "name = 'inner'", "name", "is not a repository that is known by name", 6),
        (INDEX + "name = 'a'\nupload = 'https://a.example/'", "simple", "it is missing", 5),
        (INDEX + "name = 'pypi'\n" + INDEX + "name = 'pypi'", "name", "'pypi' is there twice", 8),
        (INDEX + "name = 'a'\nupload = 'http://a.example/'", "upload", "is not an https URL", 7),
        (INDEX + "name = 'a'\nupload = 'https://[a/'", "upload", "it is not a URL", 7),
        (INDEX + "name = 'a'\n" + BOTH + "extra = ['nowhere']", "extra", "is not an https URL", 9),
        (INDEX + "name = 'a'\n" + BOTH + "extra = ['https://u:p@a.example']", "extra", "the URL holds credentials", 9),
        (
            INDEX + "name = 'a'\n" + BOTH + "extra = ['b=https://u:p@a.example']",
            "extra",
            "the URL holds credentials",
            9,
        ),
        (INDEX + "name = 'a'\n" + BOTH + "extra = ['b=nowhere']", "extra", "is not an https URL", 9),
        (INDEX + "name = 'a'\n" + BOTH + "token = 'x'", "token", "there is no such key", 9),
    ],
)
def test_a_value_that_can_not_be_is_refused(tmp_path: Path, text: str, key: str, what: str, line: int) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert what in caught.value.what
    assert key in caught.value.what
    assert caught.value.cure
    assert caught.value.where
    assert caught.value.where.line == line


def test_credentials_in_a_url_are_refused_and_never_shown(tmp_path: Path) -> None:
    for url in ("https://user:hunter2@a.example/", "ftp://user:hunter2@a.example/", "https://hunter2@[a/"):
        with pytest.raises(UsageError) as caught:
            read(tmp_path, INDEX + f"name = 'a'\nupload = '{url}'\nsimple = 'https://a.example/'")
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ('spec = "a.yaml"', "spec = ''", "spec: '' is not text"),
        ('spec = "a.yaml"', "", r"\[tool.trueline\]: the key 'spec' is missing"),
        ('spec = "a.yaml"', "spec = 'https://a.example/v1.yaml'", "spec: .* is a URL"),
        ('spec = "a.yaml"', "spec = 'C:/v1.yaml'", "spec: .* exists on one machine only"),
        ('spec = "a.yaml"', "spec = 'a\\b.yaml'", "spec: .* exists on one machine only"),
        ('output = "sdk"', "output = 1", "output: 1 is not text"),
        ('output = "sdk"', "output = '.'", "output: '.' is not inside the repository"),
        ('output = "sdk"', "output = 'a/../../b'", "output: .* is not inside the repository"),
        ('package = "pkg"', "package = 'a-b'", "package: 'a-b' can't be imported"),
        ('package = "pkg"', "package = 'class'", "package: 'class' can't be imported"),
        ('package = "pkg"', 'package = "a\\u202eb"', r"package: 'a\\u202eb' is not text"),
    ],
)
def test_the_three_required_keys_are_checked(tmp_path: Path, good: str, bad: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.trueline]\n" + GOOD.replace(good, bad), "utf-8")
    with pytest.raises(UsageError, match=message):
        read_config(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[tool]\ntrueline = 1", "no table"),
        (b"tool = 1", "no table"),
        (b"", "no table"),
        (b"[", "not TOML"),
        (b"\xff", "not TOML"),
    ],
)
def test_a_file_without_settings_is_refused_with_an_example(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text)
    with pytest.raises(UsageError, match=message) as caught:
        read_config(tmp_path / "pyproject.toml")
    assert caught.value.cure == (
        "Run it where a pyproject.toml has a table [tool.trueline], or write one: "
        'spec = "openapi/v1.yaml", output = "sdks/python", package = "acme"'
    )


def test_a_folder_without_settings_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        read_config(tmp_path / "pyproject.toml")
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(UsageError, match="can't be read"):
        read_config(tmp_path / "pyproject.toml")


_toml = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(value=_toml)
def test_no_value_whatever_is_more_than_a_refusal(value: object) -> None:
    from trueline.config.table import Wrong

    for keys in KEYS.values():
        for key in keys:
            try:
                key.read(value)
            except Wrong as wrong:
                assert wrong.what
                assert wrong.cure


def test_the_examples_are_what_their_keys_take(tmp_path: Path) -> None:
    for table, keys in KEYS.items():
        for key in keys:
            if key.example.startswith("["):
                assert key.example.strip("[]") == f"{table}.{key.name}"
            else:
                key.read(tomllib.loads(key.example)[key.name])


def _rows(table: str) -> list[tuple[str, str]]:
    section = PAGE.split(f"## [{table}]\n")[1].split("\n## ", maxsplit=1)[0]
    return re.findall(r"^\| `([a-z_]+)` \| .* \| (.*) \| .* \|$", section, re.MULTILINE)


@pytest.mark.parametrize(
    "key",
    [
        'names = "n.yaml"',
        'names = "n.yaml"\ncompat = "stainless"',
        'reference = "a.md"',
    ],
)
def test_what_is_for_our_own_layout_is_refused_beside_another(tmp_path: Path, key: str) -> None:
    text = f'layout = "openapi-python-client"\n{key}\n'
    with pytest.raises(UsageError, match="it is for Trueline's own layout") as caught:
        read(tmp_path, text)
    assert caught.value.where is not None
    assert caught.value.where.line == 6


@pytest.mark.parametrize("table", KEYS)
def test_the_page_has_every_key_and_says_which_are_required(table: str) -> None:
    written = [(key.name, key.required) for key in KEYS[table]]
    assert [(name, default == "required") for name, default in _rows(table)] == written


def test_the_page_gives_the_defaults() -> None:
    defaults = dict(_rows("tool.trueline.release"))
    release = ReleaseConfig()
    for name in ("changelog", "branch", "remote"):
        assert defaults[name] == f"`{getattr(release, name)}`"
    assert tuple(tomllib.loads(f"x = {defaults['gate'].strip('`')}")["x"]) == release.gate


def test_the_example_of_the_page_is_read_and_its_error_is_the_real_one(tmp_path: Path) -> None:
    example = PAGE.split("```toml\n")[1].split("```")[0]
    (tmp_path / "pyproject.toml").write_text(example, "utf-8")
    assert read_config(tmp_path / "pyproject.toml").package == "acme"
    (tmp_path / "pyproject.toml").write_text(example.replace('"acme"', '"Acme-SDK"'), "utf-8")
    with pytest.raises(UsageError) as caught:
        read_config(tmp_path / "pyproject.toml")
    shown = PAGE.split("```text\nerror: ")[1].split("```")[0]
    assert str(caught.value).replace(f"{tmp_path}/", "") == shown.strip()
