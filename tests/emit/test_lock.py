"""``generated.lock``: its bytes, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trueline.errors import DriftError
from trueline.write.lock import Lock, lock_of, parse_lock, read_lock, sha256

HERE = Path("generated.lock")


def test_the_lock_is_sorted_json_with_one_entry_a_line() -> None:
    lock = lock_of({"b.py": b"2", "a.py": b"1"}, {"spec": "s", "engine": "0.29.1"})
    assert lock.render().decode() == (
        "{\n"
        '  "files": {\n'
        f'    "a.py": "{sha256(b"1")}",\n'
        f'    "b.py": "{sha256(b"2")}"\n'
        "  },\n"
        '  "inputs": {\n'
        '    "engine": "0.29.1",\n'
        '    "spec": "s"\n'
        "  },\n"
        '  "lock": 1\n'
        "}\n"
    )


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    lock = lock_of({"pkg/ä.py": b"1"}, {"spec": "s"})
    (tmp_path / "generated.lock").write_bytes(lock.render())
    assert read_lock(tmp_path) == lock
    assert parse_lock(Lock({}, {}).render(), HERE) == Lock({}, {})


def test_a_folder_without_a_lock_has_none(tmp_path: Path) -> None:
    assert read_lock(tmp_path) is None
    assert read_lock(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<<<<<<< HEAD", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a JSON object"),
        ({"lock": 2, "inputs": {}, "files": {}}, 'has "lock": 2'),
        ({"lock": True, "inputs": {}, "files": {}}, 'has "lock": True'),
        ({"lock": 1, "files": {}}, 'has no object "inputs"'),
        ({"lock": 1, "inputs": {}, "files": []}, 'has no object "files"'),
        ({"lock": 1, "inputs": {"a": 1}, "files": {}}, "something else than a string for 'a'"),
        ({"lock": 1, "inputs": {}, "files": {"a": "A" * 64}}, "something else than a SHA-256 for 'a'"),
        ({"lock": 1, "inputs": {}, "files": {"../a": "0" * 64}}, "the path '../a' has the part '..'"),
        ({"lock": 1, "inputs": {}, "files": {"a": "0" * 64, "A": "0" * 64}}, "are one file where case does not count"),
    ],
)
def test_a_lock_that_says_something_else_is_refused_whole(body: object, message: str) -> None:
    raw = body if isinstance(body, str) else json.dumps(body)
    with pytest.raises(DriftError) as caught:
        parse_lock(raw.encode(), HERE)
    assert message in caught.value.what
    assert str(caught.value.where) == "generated.lock"


def test_a_lock_that_is_a_link_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "generated.lock").symlink_to("/etc/hosts")
    with pytest.raises(DriftError, match="is not a regular file"):
        read_lock(tmp_path)
    (tmp_path / "generated.lock").unlink()
    (tmp_path / "generated.lock").mkdir()
    with pytest.raises(DriftError, match="is not a regular file"):
        read_lock(tmp_path)
