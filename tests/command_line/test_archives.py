"""What git packs is unpacked into one folder, on every Python that there is: 3.11.0 to 3.11.3 have no filter for it."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from trueline.archives import unpack
from trueline.errors import UsageError

SETTINGS = ["-c", "user.name=a", "-c", "user.email=a@b"]


@pytest.fixture(params=[True, False], ids=["with the filter", "as Debian 12"])
def filtered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether this Python has the filter; where it has none, ``extractall`` knows no such argument."""
    if request.param:
        if not hasattr(tarfile, "data_filter"):
            pytest.skip("this Python has no filter")
        return True
    if sys.version_info >= (3, 12):
        pytest.skip("every 3.12 has the filter")
    usual = tarfile.TarFile.extractall

    def extractall(self: tarfile.TarFile, path: Path) -> None:
        usual(self, path)

    monkeypatch.setattr(tarfile.TarFile, "extractall", extractall)
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    return False


@pytest.mark.usefixtures("filtered")
def test_a_commit_comes_out_as_it_was(tmp_path: Path) -> None:
    repository, there = tmp_path / "repository", tmp_path / "there"
    (repository / "deep").mkdir(parents=True)
    (repository / "deep/run.sh").write_text("#!/bin/sh\n")
    (repository / "deep/run.sh").chmod(0o755)
    (repository / "Ü.txt").write_text("ü")
    (repository / "link").symlink_to("deep/run.sh")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", *SETTINGS, *words], cwd=repository, check=True)
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=repository, check=True, capture_output=True).stdout
    there.mkdir()
    unpack(packed, there)
    assert (there / "Ü.txt").read_text() == "ü"
    assert (there / "link").readlink() == Path("deep/run.sh")
    assert (there / "link").stat().st_mode & 0o100


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.mark.usefixtures("filtered")
@pytest.mark.parametrize(
    "evil",
    [
        member("../out"),
        member("a/../../out"),
        member("link", tarfile.SYMTYPE, "../out"),
        member("a/link", tarfile.SYMTYPE, "../../out"),
        member("link", tarfile.SYMTYPE, "/etc/passwd"),
        member("link", tarfile.LNKTYPE, "../out"),
        member("pipe", tarfile.FIFOTYPE),
        member("device", tarfile.CHRTYPE),
    ],
    ids=lambda made: f"{made.name} {made.linkname}".strip(),
)
def test_nothing_is_written_outside(evil: tarfile.TarInfo, tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(evil, io.BytesIO())
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="can't be unpacked") as caught:
        unpack(data.getvalue(), tmp_path / "in")
    assert evil.name in str(caught.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["in"]
