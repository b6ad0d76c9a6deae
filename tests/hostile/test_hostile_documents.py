"""Hostile text in every position of a document: the code is inert, importable and correct, or the document is refused.

One document has an operation for each text, all in the same positions, so that it is also seen what texts do together.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from checks import Caller, assert_inert, assert_works
from documents import INFO, NAMED, OPERATION, SCHEMAS, document
from support.sdks import fresh_name, import_sdk
from texts import HOSTILE, WORDS

from trueline.errors import TruelineError
from trueline.pipeline import Generated, Request, generate

#: What no SDK can carry, and what the error says: an HTTP header's name can only be a token.
NO_TOKEN = [name for name, text in HOSTILE.items() if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", text)]
BRACES = [name for name, text in HOSTILE.items() if "{" in text]
REFUSED = {"header parameter name": NO_TOKEN, "path parameter name": BRACES}
#: Positions in which one text alone can't stand beside the same one elsewhere in the document.
ALONE = {"header parameter name", "path parameter name"}


class RefusedError(Exception):
    """The document is refused, for this reason."""


def make(folder: Path, spec: bytes) -> tuple[Generated, str]:
    package = fresh_name("hostile")
    path = folder / f"{package}.json"
    path.write_bytes(spec)
    try:
        generated = generate(Request(str(path), package))
    except TruelineError as error:
        raise RefusedError(str(error)) from error
    if generated.report.lost:
        raise RefusedError(str(generated.report.lost))
    return generated, package


def write_and_import(folder: Path, generated: Generated, package: str) -> ModuleType:
    """Only what was found to be inert is imported."""
    assert_inert(generated.files)
    for name, data in generated.files.items():
        target = folder / package / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    sdk = import_sdk(folder / package / "src", package)
    for module in (sdk, sdk.types):
        for name in module.__all__:
            getattr(module, name)
    return sdk


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where SDKs go. The current folder is another one, and empty afterwards: nothing was run."""
    here = tmp_path_factory.mktemp("current")
    monkeypatch.chdir(here)
    tests = tmp_path_factory.mktemp("hostile") / "tests"  # as in support/sdks.py
    tests.mkdir()
    yield tests
    assert list(here.iterdir()) == []


def failures(folder: Path, operations: dict[str, dict[str, str]]) -> dict[str, str]:
    """What goes wrong with each operation, by the name of its texts: nothing, it is hoped."""
    generated, package = make(folder, document(list(operations.values())))
    found: dict[str, str] = {}
    with closing(Caller(write_and_import(folder, generated, package))) as caller:
        for n, (name, fields) in enumerate(operations.items()):
            try:
                assert_works(caller, n, fields)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                found[name] = f"{type(error).__name__}: {error}"
    return found


def apart(positions: Iterable[str], count: int) -> list[list[str]]:
    """So many groups of positions, the names of schemas in one each: together they would share a scope."""
    listed = sorted(positions, key=lambda position: position not in SCHEMAS)
    return [listed[start::count] for start in range(count)]


def in_positions(positions: Sequence[str], texts: dict[str, str]) -> dict[str, dict[str, str]]:
    """Each text in each of these positions, but two of them in no operation: each begins with the next one."""
    turned = [[*texts.values()][step:] + [*texts.values()][:step] for step in range(len(positions))]
    return {
        name: dict(zip(positions, each, strict=True))
        for name, each in zip(texts, zip(*turned, strict=True), strict=True)
    }


@pytest.mark.parametrize("positions", apart([each for each in OPERATION if each not in REFUSED], 5), ids=", ".join)
def test_hostile_text_in_a_position_does_nothing_and_goes_over_the_wire_as_it_is(
    folder: Path, positions: list[str]
) -> None:
    assert failures(folder, in_positions(positions, HOSTILE)) == {}


@pytest.mark.parametrize("position", REFUSED)
def test_what_a_position_can_not_carry_is_refused_and_the_rest_goes_over_the_wire(folder: Path, position: str) -> None:
    refused = REFUSED[position]

    texts = {name: text for name, text in HOSTILE.items() if name not in refused}
    assert failures(folder, in_positions([position], texts)) == {}

    for name in refused:
        with pytest.raises(RefusedError):
            make(folder, document([{position: HOSTILE[name]}]))


@pytest.mark.parametrize("positions", apart(NAMED, 5), ids=", ".join)
def test_names_that_mean_something_elsewhere_can_be_names_in_a_document(folder: Path, positions: list[str]) -> None:
    assert failures(folder, in_positions(positions, WORDS)) == {}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_about_the_whole_document_does_nothing(folder: Path, name: str) -> None:
    """All positions at once, less the few where only some text makes sense; those are below."""
    info = dict.fromkeys(set(INFO) - {"server variable default", "security scheme header"}, HOSTILE[name])

    generated, package = make(folder, document([{}], info))

    with closing(Caller(write_and_import(folder, generated, package))) as caller:
        assert_works(caller, 0, {})


@pytest.mark.parametrize("texts", [HOSTILE, WORDS], ids=["hostile", "words"])
def test_a_text_in_all_positions_of_an_operation_at_once(folder: Path, texts: dict[str, str]) -> None:
    """Each operation has one text wherever it can stand together with itself."""
    not_together = {"required property name", "enum name", "alias name", "union name", "union member name"}
    together = set(OPERATION) - not_together - ALONE

    assert failures(folder, {name: dict.fromkeys(together, text) for name, text in texts.items()}) == {}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_header_for_credentials_is_a_token_or_the_document_is_refused(folder: Path, name: str) -> None:
    spec = document([{}], {"security scheme header": HOSTILE[name]})
    if name in NO_TOKEN:
        with pytest.raises(RefusedError):
            make(folder, spec)
        return
    generated, package = make(folder, spec)
    with closing(Caller(write_and_import(folder, generated, package))) as caller:
        assert_works(caller, 0, {})


@pytest.mark.parametrize("name", HOSTILE)
def test_a_server_that_is_no_url_does_nothing_before_a_call(folder: Path, name: str) -> None:
    """The text stands in the host's name. What can't be a host is refused, by the generator or by the client."""
    with contextlib.suppress(RefusedError):
        generated, package = make(folder, document([{}], {"server variable default": HOSTILE[name]}))
        sdk = write_and_import(folder, generated, package)
        with contextlib.suppress(sdk.InvalidRequestError):
            Caller(sdk).close()
