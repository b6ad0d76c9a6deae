"""Files reach an index exactly once, decided by hash, whatever the index answers."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from index_bench import Bench
from packaging.version import Version
from support.fake_index import Fault
from support.small_release import make_release

from trueline.release.errors import ConflictError, PartialError, PreconditionError, ReleaseDriftError
from trueline.release.index import IndexReader, deliver, is_local, simple_url
from trueline.release.index.client import trusted
from trueline.release.project import Index

WHEEL, SDIST = "acme-1.0.0-py3-none-any.whl", "acme-1.0.0.tar.gz"


def test_a_release_goes_up_wheel_first_and_a_second_time_nothing_is_sent(bench: Bench) -> None:
    assert [(file.name, file.how) for file in bench.deliver()] == [(WHEEL, "uploaded"), (SDIST, "uploaded")]
    assert [file.how for file in bench.deliver()] == ["there already"] * 2
    assert bench.world.uploads == [WHEEL, SDIST]
    assert bench.complete


def test_a_half_release_is_completed_by_what_is_missing_and_nothing_else(bench: Bench) -> None:
    bench.world.put(WHEEL, (bench.folder / WHEEL).read_bytes())
    assert [file.how for file in bench.deliver()] == ["there already", "uploaded"]
    assert bench.world.uploads == [SDIST]


@pytest.mark.parametrize("there", [WHEEL, SDIST])
def test_other_bytes_under_one_of_our_names_stop_for_good_before_anything_is_sent(bench: Bench, there: str) -> None:
    bench.world.put(there, b"other bytes")
    with pytest.raises(ConflictError, match="other bytes under the name") as caught:
        bench.deliver()
    assert "next version" in caught.value.cure
    assert bench.world.uploads == []


def test_a_file_of_this_version_that_was_not_built_here_stops_for_good(bench: Bench) -> None:
    bench.world.put("acme-1.0.0-cp311-cp311-linux_x86_64.whl", b"whose?")
    with pytest.raises(ConflictError, match="was not built here"):
        bench.deliver()


@pytest.mark.parametrize("fault", [Fault.ANSWER_500_AFTER, Fault.HANG_UP_AFTER])
def test_a_failing_answer_after_the_file_was_stored_is_a_success(bench: Bench, fault: Fault) -> None:
    bench.world.faults = [fault]
    assert "though the index answered" in bench.deliver()[0].how
    assert bench.complete


@pytest.mark.parametrize(
    "fault",
    [Fault.ANSWER_500_BEFORE, Fault.HANG_UP_BEFORE, Fault.ANSWER_507, Fault.ANSWER_429, Fault.SWALLOW],
)
@pytest.mark.parametrize("position", [0, 1])
def test_a_file_that_did_not_arrive_is_transient_and_the_next_run_completes(
    bench: Bench, fault: Fault, position: int
) -> None:
    bench.world.faults = [*[None] * position, fault]
    with pytest.raises(PartialError, match=(WHEEL, SDIST)[position]) as caught:
        bench.deliver()
    assert "resume" in caught.value.cure
    bench.deliver()
    assert bench.complete


def test_a_listing_that_lags_behind_is_waited_for(bench: Bench) -> None:
    bench.world.put(WHEEL, (bench.folder / WHEEL).read_bytes())
    bench.world.lag = 3
    bench.deliver()
    assert bench.world.lag == 0


def test_a_burnt_name_stops_for_good(bench: Bench) -> None:
    bench.world.put(SDIST, b"an older try")
    bench.world.delete(SDIST)
    with pytest.raises(ConflictError, match="used and deleted"):
        bench.deliver()


def test_a_release_that_is_half_there_for_more_than_13_days_is_not_continued(bench: Bench) -> None:
    bench.world.put(WHEEL, (bench.folder / WHEEL).read_bytes(), age=timedelta(days=13, hours=1))
    with pytest.raises(PreconditionError, match="for 13 days"):
        bench.deliver()
    assert bench.world.uploads == []
    bench.world.put(SDIST, (bench.folder / SDIST).read_bytes())
    assert [file.how for file in bench.deliver()] == ["there already"] * 2


def test_a_refused_file_is_a_precondition_with_the_words_of_the_index(bench: Bench) -> None:
    bench.world.put(WHEEL, (bench.folder / WHEEL).read_bytes(), age=timedelta(days=15))
    bench.world.tells_times = False
    with pytest.raises(PreconditionError, match="too old: files can be added to it for 14 days"):
        bench.deliver()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_index_that_is_not_well_is_transient(bench: Bench, status: int) -> None:
    bench.world.status = status
    with pytest.raises(PartialError, match=f"answers {status}"):
        bench.deliver()


@pytest.mark.parametrize("status", [403, 410])
def test_an_index_that_may_not_be_read_is_not_transient(bench: Bench, status: int) -> None:
    bench.world.status = status
    with pytest.raises(PreconditionError, match=f"answers {status}"):
        bench.deliver()


def test_an_index_that_is_down_is_transient(bench: Bench) -> None:
    with socket.socket() as bound:  # which nobody else gets meanwhile, and where nobody listens
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/"
        with (
            IndexReader(Index("down", simple=url, upload=url)) as reader,
            pytest.raises(PartialError, match="can't be reached"),
        ):
            deliver(reader, "acme", "1.0.0", bench.folder, bench.files)


@pytest.mark.parametrize("speaks_html", [False, True])
@pytest.mark.parametrize("tells_hashes", [False, True])
def test_every_kind_of_index_is_compared_by_hash(bench: Bench, speaks_html: bool, tells_hashes: bool) -> None:
    bench.world.speaks_html, bench.world.tells_hashes = speaks_html, tells_hashes
    bench.deliver()
    assert [file.how for file in bench.deliver()] == ["there already"] * 2
    bench.world.put(SDIST, b"other bytes")
    with pytest.raises(ConflictError):
        bench.deliver()


def test_a_file_that_changed_since_it_was_built_is_not_sent(bench: Bench) -> None:
    make_release(bench.folder, extra="changed")
    with pytest.raises(ReleaseDriftError, match="its hash differs"):
        bench.deliver()
    assert bench.world.uploads == []


def test_credentials_come_from_the_environment_and_reach_no_message_and_no_log(
    bench: Bench, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.world.faults = [Fault.ANSWER_500_BEFORE]
    with pytest.raises(PartialError) as caught:
        bench.deliver()
    bench.deliver()
    assert bench.world.logins == {"Basic bWFpbnRhaW5lcjpjb3JyZWN0LWhvcnNlLWJhdHRlcnk="}
    said = caplog.text + str(caught.value) + "".join(capfd.readouterr())
    assert "correct-horse-battery" not in said
    assert "bWFpbnRhaW5lcjpj" not in said


def test_without_credentials_nothing_is_tried(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWINE_PASSWORD")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(PreconditionError, match="Credential not found") as caught:
        bench.deliver()
    assert "TWINE_PASSWORD" in caught.value.cure
    assert bench.world.uploads == []


def test_the_index_tells_its_own_time(bench: Bench) -> None:
    bench.world.clock = timedelta(days=-400)
    bench.world.put(WHEEL, b"", age=timedelta(days=3))
    with IndexReader(bench.index) as reader:
        age = reader.listing("acme").age(Version("1.0.0"))
    assert age is not None
    assert round(age / timedelta(days=1)) == 3


def test_names_are_normalised_on_the_way_to_the_index(bench: Bench) -> None:
    bench.world.put("acme_tools-1.0.0.tar.gz", b"")
    with IndexReader(bench.index) as reader:
        assert [file.name for file in reader.listing("Acme_Tools").files] == ["acme_tools-1.0.0.tar.gz"]


def test_the_public_indexes_need_a_name_and_no_address() -> None:
    for name in ("pypi", "testpypi"):
        assert simple_url(Index(name)).startswith("https://")
        assert simple_url(Index(name)).endswith("/simple/")
        assert not is_local(Index(name))


def test_an_index_without_an_address_to_read_is_refused() -> None:
    with pytest.raises(PreconditionError, match="the address of its simple API is not known"):
        simple_url(Index("ours", upload="https://index.example/legacy/"))


@pytest.mark.parametrize(
    ("index", "local"),
    [
        (Index("a", simple="http://127.0.0.1:1/", upload="http://[::1]:2/"), True),
        (Index("b", simple="http://localhost/"), True),
        (Index("c", simple="http://127.0.0.1/", upload="https://index.example/"), False),
        (Index("d", simple="https://127.0.0.1.example/"), False),
    ],
)
def test_local_is_what_is_read_and_written_on_this_machine(index: Index, local: bool) -> None:
    assert is_local(index) is local


def test_a_vanished_file_is_an_error_with_its_place(bench: Bench) -> None:
    Path(bench.folder / SDIST).unlink()
    with pytest.raises(PartialError, match="can't be copied"):
        bench.deliver()


def test_whom_to_trust_is_read_once_and_again_where_the_environment_says_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert trusted(True, None, None) is trusted(True, None, None)
    index = Index("elsewhere", simple="https://index.example/simple/")
    IndexReader(index)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(FileNotFoundError):
        IndexReader(index)
