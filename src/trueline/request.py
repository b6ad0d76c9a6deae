"""What a user asks for."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from trueline.errors import UsageError, Where

#: The variable with the folder of what runs remember; without it that is ``trueline`` in the user's cache folder.
CACHE = "TRUELINE_CACHE"


def stated_lock(path: str) -> str:
    """A lock that a user names. Raises ``UsageError`` where there is none; an SDK yet to be made has none."""
    if path and not Path(path).is_file():
        cure = "Name the generated.lock of the SDK, or leave --lock out where there is no SDK yet."
        raise UsageError("there is no such lock", where=Where(path), cure=cure)
    return path


def stated_engine_config(path: str, layout: str) -> str:
    """The engine's configuration that a user names. Raises ``UsageError`` beside a layout that has none."""
    if path and layout != "openapi-python-client":
        raise UsageError("--engine-config is for the engine's layout", cure="Add --layout openapi-python-client.")
    return path


@dataclass(frozen=True, slots=True)
class Author:
    """A person or a team, by name, by address, or by both: what is not known is empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page that an index shows beside the package."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a user says of the package, before what the document says. Empty: what the document says.

    ``license`` is an SPDX expression, ``license_files`` are paths.
    """

    summary: str = ""
    license: str = ""
    license_files: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    urls: tuple[PageLink, ...] = ()

    def files(self) -> dict[str, bytes]:
        """The files of the licence, by the names that they have in the package. Raises ``UsageError``."""
        return {Path(path).name: _licence(path) for path in self.license_files}

    def digest(self) -> str:
        """A hash of all of it, that of the files too; empty where a user says nothing."""
        if self == SAYS_NOTHING:
            return ""
        files = [(name, sha256(data).hexdigest()) for name, data in sorted(self.files().items())]
        stated = repr(
            (self.summary, self.license, files, *(tuple(map(astuple, each)) for each in (self.authors, self.urls)))
        )
        return sha256(stated.encode()).hexdigest()


SAYS_NOTHING = Metadata()


def _licence(path: str) -> bytes:
    try:
        data = Path(path).read_bytes()
        data.decode()
    except OSError as error:
        cure = "Put it there, or take it out of license_files in [tool.trueline.metadata]."
        raise UsageError(f"the licence can't be read: {error.strerror}", where=Where(path), cure=cure) from None
    except UnicodeDecodeError:
        raise UsageError("the licence is not text in UTF-8", where=Where(path), cure="Save it as UTF-8.") from None
    return data


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate. ``spec`` is a path, a URL or ``-``; ``allow_loss`` holds JSON pointers.

    ``names`` is a mapping of the whole surface: a path or a URL, empty for none. With ``second_reader`` the engine
    reads the document too, and generating ends where it read something else. ``compat`` is the generator whose SDKs'
    surface is kept, empty for none.
    ``version_file`` is a file with the SDK's version; without one the document's is the SDK's too.
    ``layout`` is empty for our own; ``engine_config`` is a file that only the engine's layout has.
    ``metadata`` is what the user says of the package.
    ``lock`` is the ``generated.lock`` of the SDK that there may be: it remembers the names of types. Empty for none.
    """

    spec: str
    package: str
    overlays: tuple[str, ...] = ()
    allow_loss: tuple[str, ...] = ()
    allow_remote: bool = False
    distribution: str = ""
    names: str = ""
    compat: str = ""
    second_reader: bool = False
    version_file: str = ""
    layout: str = ""
    engine_config: str = ""
    lock: str = ""
    metadata: Metadata = SAYS_NOTHING
    stdin: BinaryIO | None = field(default=None, compare=False, repr=False)

    @property
    def source(self) -> str:
        """What generated files say they come from: the file's name, never its path, which differs between machines."""
        if self.spec == "-":
            return "standard input"
        return self.spec.split("?")[0].rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]
