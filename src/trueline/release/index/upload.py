"""Sends one file, once, by the legacy upload API, with twine as a library.

twine knows the form of the request and where credentials are (environment, its configuration, the keyring, the identity
of a CI job). It decides nothing here: whether a file is there is read back from the index, because an index may answer
500 after it stored a file, and may have stored it although no answer came.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trueline.errors import Where, printable
from trueline.release.errors import PreconditionError
from trueline.release.index.access import Credentials, of_environment, variables
from trueline.release.index.place import is_local
from trueline.release.project import Index

if TYPE_CHECKING:
    from twine.repository import Repository

#: Seconds to connect, and seconds without a byte while the index checks a file.
_TIMEOUT = (15.0, 180.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index said. ``status`` is 0 if nothing came: then nobody knows what became of the file."""

    status: int
    text: str

    @property
    def accepted(self) -> bool:
        """The index says that it has the file."""
        return 200 <= self.status < 300

    @property
    def unclear(self) -> bool:
        """The file may be there or not, and another try may help."""
        return self.status == 0 or self.status >= 500 or self.status in {408, 425, 429}

    @property
    def exists(self) -> bool:
        """The index says that the file is there already."""
        return self.status in {400, 403, 409} and "already exist" in self.text.lower()

    @property
    def burnt(self) -> bool:
        """The name was used once and its file deleted: no file of this name can ever be uploaded again."""
        return self.status in {400, 403, 409} and "already been used" in self.text.lower()

    def __str__(self) -> str:
        reason = f": {printable(self.text)}" if self.text else ""
        return f"{self.status}{reason}" if self.status else f"no answer{reason}"


def upload(index: Index, path: Path, credentials: Credentials | None = None) -> Answer:
    """Send the file once. Raises ``PreconditionError`` if it can't even be tried: no twine, no credentials, no file."""
    try:
        from requests import RequestException  # noqa: PLC0415 - only who uploads needs twine
        from twine.exceptions import TwineException  # noqa: PLC0415
        from twine.package import PackageFile  # noqa: PLC0415
    except ImportError as error:
        raise PreconditionError("twine is not installed", cure="Install what requirements/dev.txt lists.") from error
    try:
        repository = _repository(index, credentials)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.closing(repository):
            response = repository.upload(PackageFile.from_filename(str(path), None), max_redirects=1)
            return Answer(response.status_code, _reason(response.reason, response.text))
    except RequestException as error:
        return Answer(0, type(error).__name__)
    except TwineException as error:
        raise _refused(index, path, error) from error


def _repository(index: Index, credentials: Credentials | None) -> Repository:
    """twine's session, with timeouts (it has none of its own) and, on this machine, without a proxy."""
    from requests.adapters import HTTPAdapter  # noqa: PLC0415
    from twine.settings import Settings  # noqa: PLC0415

    class Timed(HTTPAdapter):
        def send(self, *args: Any, **options: Any) -> Any:
            return super().send(*args, **{**options, "timeout": _TIMEOUT})

    credentials = credentials or of_environment(index)
    settings = Settings(
        repository_name=index.name,
        repository_url=index.upload or None,
        username=credentials.username if credentials else os.environ.get("TWINE_USERNAME"),
        password=credentials.password if credentials else os.environ.get("TWINE_PASSWORD"),
        non_interactive=True,
        disable_progress_bar=True,
    )
    repository = settings.create_repository()
    for scheme in ("http://", "https://"):
        repository.session.mount(scheme, Timed())
    repository.session.trust_env = not is_local(index)
    return repository


def _reason(reason: str | None, text: str) -> str:
    """The sentence of an answer: the reason of its status line, or the text without its markup."""
    plain = " ".join(re.sub(r"<[^>]*>", " ", text[:4000]).split())
    return reason if reason and len(reason) > len("Internal Server Error") else f"{reason or ''} {plain}".strip()


def _refused(index: Index, path: Path, error: Exception) -> PreconditionError:
    """An upload that twine did not try. Its texts name files and settings, never a credential."""
    cure = (
        f"Credentials for {index.name} come from {' and '.join(variables(index))}, TWINE_USERNAME and TWINE_PASSWORD, "
        "twine's configuration file, or the keyring; never from an argument."
    )
    return PreconditionError(f"twine refuses: {printable(str(error))}", where=Where(path.name), cure=cure)
