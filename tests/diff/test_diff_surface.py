"""The Python surface: what changes for code that uses a package, whatever the document says."""

from __future__ import annotations

import shutil
import venv
import zipfile
from pathlib import Path

import pytest
from support.checking import begin_with_what_is_known

from trueline.diff import Diff, Level, Wire
from trueline.diff.model import Change
from trueline.diff.rules import RULES
from trueline.diff.surface import compare_surface, raised, replay
from trueline.diff.surface.read import read
from trueline.errors import UsageError

_ROOT = Path(__file__).parents[2]
_SDK = _ROOT / "sdks/python/src/tollkeeper"

_CLIENT = """
class SyncClient: ...
class Client(SyncClient):
    @property
    def keys(self) -> "Keys": ...
"""

_PLAIN = "def f(a: int | str) -> int | str: ..."
_FORMS = "@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> {0}: ...\n" + _PLAIN

#: For each rule, a module before and after.
PAIRS = {
    "python-name-added": ("", "def f() -> None: ..."),
    "python-name-removed": ("def f() -> None: ...", ""),
    "python-kind-changed": ("def f() -> None: ...", "class f: ..."),
    "python-base-removed": ("class C(Exception): ...", "class C: ..."),
    "python-base-added": ("class C: ...", "class C(Exception): ..."),
    "python-argument-removed": ("def f(*, a: int = 1) -> None: ...", "def f() -> None: ..."),
    "python-required-argument-added": ("def f() -> None: ...", "def f(*, a: int) -> None: ..."),
    "python-optional-argument-added": ("def f() -> None: ...", "def f(*, a: int = 1) -> None: ..."),
    "python-argument-became-required": ("def f(*, a: int = 1) -> None: ...", "def f(*, a: int) -> None: ..."),
    "python-argument-became-optional": ("def f(*, a: int) -> None: ...", "def f(*, a: int = 1) -> None: ..."),
    "python-argument-moved": ("def f(a: int) -> None: ...", "def f(*, a: int) -> None: ..."),
    "python-argument-default-changed": ("def f(a: int = 1) -> None: ...", "def f(a: int = 2) -> None: ..."),
    "python-argument-type-widened": ("def f(a: int) -> None: ...", "def f(a: str | int) -> None: ..."),
    "python-argument-type-changed": ("def f(a: int | str) -> None: ...", "def f(a: int) -> None: ..."),
    "python-result-narrowed": ("def f() -> int | None: ...", "def f() -> int: ..."),
    "python-result-changed": ("def f() -> int: ...", "def f() -> int | None: ..."),
    "python-attribute-narrowed": ("class C:\n    a: int | None", "class C:\n    a: int"),
    "python-attribute-changed": ("class C:\n    a: int", "class C:\n    a: int | None"),
    "python-attribute-widened": ("class C(TypedDict):\n    a: int", "class C(TypedDict):\n    a: int | None"),
    "python-alias-widened": ("A: TypeAlias = int", "A: TypeAlias = int | str"),
    "python-value-changed": ("class C(OpenEnum):\n    A = 'a'", "class C(OpenEnum):\n    A = 'b'"),
    "python-overload-changed": (
        _FORMS.format("str"),
        _FORMS.format("int"),
    ),
    "python-overload-added": (
        _PLAIN,
        _FORMS.format("str"),
    ),
    "python-deprecated": ("def f() -> None: ...", "@deprecated('no')\ndef f() -> None: ..."),
    "python-async-changed": ("def f() -> None: ...", "async def f() -> None: ..."),
}


def _package(folder: Path, text: str) -> Path:
    package = folder / "acme"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text, "utf-8")
    return package


def _diff(tmp_path: Path, old: str, new: str) -> Diff:
    return compare_surface(_package(tmp_path / "old", old), _package(tmp_path / "new", new))


def test_no_rule_of_the_surface_is_without_a_pair() -> None:
    elsewhere = {"old-test-fails", "old-types-fail", "sdk-generated-again"}  # raised by no pair of modules
    assert {id_ for id_, rule in RULES.items() if rule.area == "Python surface"} == set(PAIRS) | elsewhere


@pytest.mark.parametrize("rule", PAIRS)
def test_the_rule_tells_its_pair_of_modules_apart(rule: str, tmp_path: Path) -> None:
    diff = _diff(tmp_path, *PAIRS[rule])
    found = [change for change in diff.changes if change.rule == rule]
    assert found, [change.rule for change in diff.changes]
    assert all(change.wire is Wire.NONE and change.sdk is RULES[rule].sdk for change in found)
    assert all(change.before for change in found if change.sdk is Level.MAJOR)


@pytest.mark.parametrize("rule", PAIRS)
def test_a_module_compared_with_itself_is_the_same(rule: str, tmp_path: Path) -> None:
    assert _diff(tmp_path, PAIRS[rule][1], PAIRS[rule][1]).changes == ()


def test_a_required_key_of_a_dict_that_is_sent_breaks(tmp_path: Path) -> None:
    old = "class KeyDict(TypedDict, total=False):\n    a: Required[int]"
    [change] = _diff(tmp_path, old, old + "\n    b: Required[str]").changes
    assert (change.rule, change.sdk) == ("python-required-argument-added", Level.MAJOR)


def test_the_order_of_a_union_is_no_change(tmp_path: Path) -> None:
    old, new = "def f(a: int | list[str | None]) -> None: ...", "def f(a: list[None | str] | int) -> None: ..."
    assert _diff(tmp_path, old, new).changes == ()


def test_private_names_are_no_surface(tmp_path: Path) -> None:
    assert _diff(tmp_path, "def _f() -> None: ...\n_x = 1", "").changes == ()


def test_a_view_that_became_a_line_is_the_property_that_it_was(tmp_path: Path) -> None:
    before = "class View: ...\nclass Keys:\n    @property\n    def with_raw_response(self) -> View: return View()"
    after = "class View: ...\nclass Keys:\n    with_raw_response = _Viewed(lambda: View)"
    assert not _diff(tmp_path, before, after).changes


def test_a_method_is_listed_under_its_resource(tmp_path: Path) -> None:
    for side, argument in (("old", "a: int"), ("new", "b: int")):
        package = _package(tmp_path / side, _CLIENT)
        (package / "resources").mkdir()
        (package / "resources/__init__.py").write_text("", "utf-8")
        (package / "resources/keys.py").write_text(f"class Keys:\n    def list(self, *, {argument}): ...", "utf-8")
    changes = compare_surface(tmp_path / "old/acme", tmp_path / "new/acme").changes
    assert {(change.group, change.rule) for change in changes} == {
        ("keys", "python-argument-removed"),
        ("keys", "python-required-argument-added"),
    }


def test_what_both_clients_change_alike_is_told_of_once(tmp_path: Path) -> None:
    text = "class Keys:\n    def list(self{0}): ...\nclass AsyncKeys:\n    async def list(self{0}): ...\n"
    [change] = _diff(tmp_path, text.format(""), text.format(", *, a: int")).changes
    assert change.sentence == "`Keys.list` now requires the argument `a`, which is new."


def test_our_own_sdk_has_every_name_and_no_change_against_itself() -> None:
    assert compare_surface(_SDK, _SDK).changes == ()


def test_a_break_in_our_own_sdk_is_found_and_shown(tmp_path: Path) -> None:
    copy = tmp_path / "tollkeeper"
    shutil.copytree(_SDK, copy)
    keys = copy / "resources/keys.py"
    keys.write_text(keys.read_text("utf-8").replace("        name: str,\n", "        name: bytes,\n"), "utf-8")
    changes = compare_surface(_SDK, copy).changes
    assert ("keys", "python-argument-type-changed") in {(change.group, change.rule) for change in changes}


def test_a_wheel_is_read_without_being_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "acme-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("acme/__init__.py", "def f() -> None: ...")
        archive.writestr("acme-1.0.dist-info/METADATA", "Name: acme\n")
    new = _package(tmp_path / "new", "")
    assert [change.rule for change in compare_surface(wheel, new).changes] == ["python-name-removed"]


@pytest.mark.parametrize("content", ["", "not a zip"])
def test_what_is_no_package_is_refused_with_its_place(content: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.whl"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match="can't be read"):
        compare_surface(path, path)
    with pytest.raises(UsageError, match="no Python package"):
        compare_surface(tmp_path, tmp_path)


def test_code_that_is_no_python_is_refused_with_its_module(tmp_path: Path) -> None:
    package = _package(tmp_path, "def f(:")
    with pytest.raises(UsageError, match="the module acme is not Python"):
        compare_surface(package, package)


def test_a_module_behind_no_public_name_is_not_looked_into(tmp_path: Path) -> None:
    package = _package(tmp_path, "from ._shown import *")
    (package / "_shown.py").write_text("from ._deeper import f as f", "utf-8")
    (package / "_deeper.py").write_text("def f() -> None: ...", "utf-8")
    (package / "_hidden.py").write_text("def f(:", "utf-8")
    assert list(read(package).names) == ["acme.f"]


def _change(level: Level) -> Change:
    return Change("rule", "/a", "/a", Wire.NONE, level, "It changed.", "keys")


def test_the_surface_can_raise_the_level_and_never_lower_it() -> None:
    minor, major = Diff((_change(Level.MINOR),)), Diff((_change(Level.MAJOR),))
    assert raised(minor, major).level is Level.MAJOR
    assert raised(major, minor) == major
    assert raised(minor, Diff()) == minor


def test_the_last_releases_tests_run_against_the_new_sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYPY_CACHE_DIR")
    _package(tmp_path / "sdk/src", "def add(a: int, b: int) -> str:\n    return str(a + b)\n")
    tests = tmp_path / "tests"
    (tests / "typing").mkdir(parents=True)
    (tests / "test_old.py").write_text(
        "import acme\n\ndef test_it_adds() -> None:\n    assert acme.add(1, 2) == 3\n\n"
        "def test_it_is_there() -> None:\n    assert acme.add\n",
        "utf-8",
    )
    (tests / "typing/api.py").write_text("import acme\n\nx: int = acme.add(1, 2)\n", "utf-8")
    (tmp_path / "sdk/src/acme/py.typed").touch()
    diff = replay(tests, tmp_path / "sdk")
    assert [(change.rule, change.old) for change in diff.changes] == [
        ("old-test-fails", "test_old.test_it_adds"),
        ("old-types-fail", "typing/api.py:3"),
    ]
    assert diff.level is Level.MAJOR
    assert "Incompatible types in assignment" in diff.changes[1].sentence


def test_a_test_that_can_t_even_be_imported_is_a_failure(tmp_path: Path) -> None:
    _package(tmp_path / "sdk", "")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_old.py").write_text("from acme import gone\n", "utf-8")
    [change] = replay(tmp_path / "tests", tmp_path / "sdk").changes
    assert change.rule == "old-test-fails"


def test_a_python_without_pytest_is_told_what_it_lacks(tmp_path: Path) -> None:
    """Nothing is reported, and the exit code is that of a test that failed."""
    venv.create(tmp_path / "env", symlinks=True, with_pip=False)
    _package(tmp_path / "sdk", "")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_old.py").write_text("def test_x(): pass\n", "utf-8")
    with pytest.raises(UsageError, match=r"pytest can't run: .*No module named pytest") as caught:
        replay(tmp_path / "tests", tmp_path / "sdk", python=str(tmp_path / "env/bin/python"))
    assert "make release-verify" in caught.value.cure


def test_what_lies_above_the_old_tests_has_no_part_in_them(tmp_path: Path) -> None:
    _package(tmp_path / "sdk", "x = 1")
    (tmp_path / "tests").mkdir()
    (tmp_path / "conftest.py").write_text("raise RuntimeError('the repository has fixtures of its own')\n", "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    (tmp_path / "tests/test_old.py").write_text("import acme\ndef test_x(): assert acme.x\n", "utf-8")
    assert replay(tmp_path / "tests", tmp_path / "sdk").changes == ()


@pytest.mark.slow
def test_our_own_promises_fail_against_an_sdk_that_breaks_them_and_only_where_it_does(tmp_path: Path) -> None:
    """`tests/sdk` is what Tollkeeper's next release is held to: here the next one forgets `retrieve` of keys."""
    source = tmp_path / "sdk/src"
    shutil.copytree(_SDK, source / "tollkeeper", ignore=shutil.ignore_patterns("__pycache__"))
    keys = source / "tollkeeper/resources/keys.py"
    keys.write_text(keys.read_text("utf-8").replace("retrieve", "fetch"), "utf-8")
    begin_with_what_is_known()
    places = sorted(change.old for change in replay(_ROOT / "tests/sdk", tmp_path / "sdk").changes)
    assert places == [
        "test_sdk_promises.test_a_call_that_was_refused_for_now_is_tried_again",
        "test_sdk_promises.test_an_error_has_its_class_its_status_its_code_and_its_request",
        "test_sdk_promises.test_the_async_client_has_the_same_methods",
        f"typing/sdk_promises.py:{_line('keys.retrieve(')}",
    ]


def _line(text: str) -> int:
    lines = (_ROOT / "tests/sdk/typing/sdk_promises.py").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_without_old_tests_there_is_nothing_to_replay(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no tests of the last release"):
        replay(tmp_path / "nowhere", tmp_path)
