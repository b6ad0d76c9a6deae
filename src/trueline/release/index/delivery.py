"""Brings files to an index, decided file by file by hash: equal is done, absent is uploaded, different stops for good.

A file counts as delivered when the index lists it with our hash, and never because an upload was answered with success.
Run again after any failure, the same decisions lead to the same end.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from packaging.version import Version

from trueline.errors import Where, printable
from trueline.release.errors import ConflictError, PartialError, PreconditionError, ReleaseDriftError
from trueline.release.index.client import IndexReader
from trueline.release.index.listing import Listing
from trueline.release.index.place import simple_url
from trueline.release.index.upload import Answer, upload
from trueline.release.manifest import BuiltFile, built_file
from trueline.release.scratch import scratch

NEW_VERSION = "A file name is never free again: release the next version. Do not run this one again."
RESUME = "`trueline release resume` is safe: it uploads what is missing and nothing else."


#: A day before the public index does it, so that a release is not closed between its two files.
CLOSES = timedelta(days=13)


class Standing(Enum):
    """What an index has under the name of one of our files."""

    ABSENT = "absent"
    EQUAL = "there already"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that the index lists with our hash. ``how``: for people."""

    name: str
    sha256: str
    how: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait until an index lists what it accepted: the public ones have caches. Seconds."""

    tries: int = 30
    pause: float = 2.0


def standing(file: BuiltFile, listing: Listing) -> Standing:
    """Compare by hash. The listing has to have one for every name that is ours (``IndexReader.with_hashes``)."""
    there = listing.named(file.name)
    if there is None:
        return Standing.ABSENT
    return Standing.EQUAL if there.sha256 == file.sha256 else Standing.DIFFERENT


def look(reader: IndexReader, distribution: str, version: str, files: Sequence[BuiltFile]) -> Listing:
    """The listing, refused if it holds other bytes than ours under this version.

    Raises ``ConflictError`` for a file of ours with another hash, and for a file of this version that is not ours: both
    mean that somebody released something else under this version.
    """
    names = frozenset(file.name for file in files)
    listing = reader.with_hashes(reader.listing(distribution), names)
    for file in files:
        if standing(file, listing) is Standing.DIFFERENT:
            what = f"the index {reader.index.name} has other bytes under the name {file.name}"
            raise ConflictError(what, where=Where(simple_url(reader.index)), cure=NEW_VERSION)
    for there in listing.of(Version(version)):
        if there.name not in names:
            what = f"the index {reader.index.name} has a file of {version} that was not built here"
            where = Where(simple_url(reader.index))
            raise ConflictError(f"{what}: {printable(there.name)}", where=where, cure=NEW_VERSION)
    return listing


def deliver(
    reader: IndexReader,
    distribution: str,
    version: str,
    folder: Path,
    files: Sequence[BuiltFile],
    patience: Patience | None = None,
) -> tuple[Delivered, ...]:
    """Bring all files of a release to the index; those that are there stay.

    The wheel goes first: a half that a kill leaves behind is then one that everybody can install. Raises
    ``ConflictError`` before anything is sent if a file conflicts, ``PartialError`` where running again helps,
    ``PreconditionError`` else.
    """
    ordered = sorted(files, key=lambda file: (not file.is_wheel, file.name))
    listing = look(reader, distribution, version, ordered)
    _refuse_old(reader, listing, version, ordered)
    return tuple(
        Delivered(file.name, file.sha256, Standing.EQUAL.value)
        if standing(file, listing) is Standing.EQUAL
        else _send(reader, distribution, version, (folder, file, ordered), patience or Patience())
        for file in ordered
    )


def _refuse_old(reader: IndexReader, listing: Listing, version: str, files: Sequence[BuiltFile]) -> None:
    """The public index closes a release 14 days after its first file. By its clock: ours may be wrong."""
    age = listing.age(Version(version))
    if age is None or age <= CLOSES or all(standing(file, listing) is Standing.EQUAL for file in files):
        return
    what = f"the index {reader.index.name} has had a part of {version} for {age.days} days and takes no more files"
    cure = "A release is open for 14 days. Yank this one, and release the next version."
    raise PreconditionError(what, where=Where(simple_url(reader.index)), cure=cure)


def _send(
    reader: IndexReader,
    distribution: str,
    version: str,
    upload: tuple[Path, BuiltFile, Sequence[BuiltFile]],
    patience: Patience,
) -> Delivered:
    """Upload a copy, and read back whether it is there."""
    folder, file, files = upload
    answer = _upload_a_copy(reader, folder / file.name, file)
    tries = patience.tries if answer.accepted or answer.exists else 1
    for attempt in range(tries):
        if attempt:
            time.sleep(patience.pause)
        listing = look(reader, distribution, version, files)
        if standing(file, listing) is Standing.EQUAL:
            how = "uploaded" if answer.accepted else f"uploaded, though the index answered {answer}"
            return Delivered(file.name, file.sha256, how)
        if answer.accepted and attempt + 1 == tries:
            refuse_no_index(reader, listing)
    raise _not_there(reader, file, answer)


def refuse_no_index(reader: IndexReader, listing: Listing) -> None:
    """Nothing of a project is listed: where nothing is at the index's own address either, waiting is in vain.

    Raises ``PreconditionError`` then.
    """
    if not listing.files and not reader.has_simple_api():
        what = f"there is no simple API of the index {reader.index.name} at this address"
        cure = "Correct `simple` of this index in pyproject.toml; it is what pip takes as --index-url."
        raise PreconditionError(what, where=Where(simple_url(reader.index)), cure=cure)


def _upload_a_copy(reader: IndexReader, path: Path, file: BuiltFile) -> Answer:
    """A copy for each index: what one upload leaves beside it, no other sees; and what was hashed is sent."""
    try:
        with scratch("delivery") as temporary:
            copy = Path(shutil.copyfile(path, Path(temporary) / path.name))
            if built_file(copy) != file:
                cure = "Run `trueline release build`: from the same commit it makes the same bytes."
                raise ReleaseDriftError(
                    "the file is not what was built: its hash differs", where=Where(str(path)), cure=cure
                )
            return upload(reader.index, copy, reader.credentials)
    except OSError as error:
        cure = f"Make room. {RESUME}"
        raise PartialError(f"it can't be copied: {error.strerror}", where=Where(str(path)), cure=cure) from error


def _not_there(reader: IndexReader, file: BuiltFile, answer: Answer) -> Exception:
    where, name = Where(simple_url(reader.index)), reader.index.name
    if answer.burnt:
        return ConflictError(
            f"the index {name} says that {file.name} was used and deleted", where=where, cure=NEW_VERSION
        )
    if answer.accepted or answer.exists:
        what = f"the index {name} accepted {file.name} but does not list it yet"
        return PartialError(what, where=where, cure=RESUME)
    what = f"the index {name} did not take {file.name} ({answer})"
    if answer.unclear:
        return PartialError(what, where=where, cure=RESUME)
    cure = "Nothing of this file is there. Fix what it reports (credentials, rights, metadata), then resume."
    return PreconditionError(what, where=where, cure=cure)
