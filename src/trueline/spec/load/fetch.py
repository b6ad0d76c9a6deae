"""One file over HTTP: few redirects, a deadline, and never more bytes than allowed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trueline.errors import DocumentError, Where, printable
from trueline.spec.load.limits import Limits

if TYPE_CHECKING:
    import httpx


def redact(url: str) -> str:
    """``url`` for a message: without user, password, query and fragment, which may hold credentials."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an unreadable URL"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def fetch(url: str, budget: int, limits: Limits) -> tuple[bytes, str]:
    """The body at ``url``, at most ``budget`` bytes, and the URL that answered in the end. Raises DocumentError."""
    import httpx  # noqa: PLC0415 - most documents are files, and it takes as long to import as everything else here

    name = redact(url)
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                max_redirects=limits.redirects,
                timeout=httpx.Timeout(limits.seconds, connect=10.0),
            ) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise DocumentError(
                    f"the server answered {response.status_code} {printable(response.reason_phrase, 60)}".rstrip(),
                    where=Where(name),
                    cure="Check the URL, and whether it needs a login.",
                )
            return _body(response, name, budget, limits), str(response.url)
    except httpx.TooManyRedirects:
        what = f"more than {limits.redirects} redirects"
        raise DocumentError(what, where=Where(name), cure="Use the final URL.") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError):
        raise DocumentError("not an http or https URL", where=Where(name), cure="Check the URL.") from None
    except httpx.TimeoutException:
        raise _too_slow(name, limits) from None
    except httpx.HTTPError as error:
        raise DocumentError(
            f"could not be fetched ({type(error).__name__})",
            where=Where(name),
            cure="Check the host name and the network, or download the file and pass its path.",
        ) from None


def _body(response: httpx.Response, name: str, budget: int, limits: Limits) -> bytes:
    deadline = time.monotonic() + limits.seconds
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > budget:
            raise too_large(name, limits)
        if time.monotonic() > deadline:
            raise _too_slow(name, limits)
        parts.append(part)
    return b"".join(parts)


def too_large(name: str, limits: Limits) -> DocumentError:
    """The error for a document that passes ``Limits.total_bytes``."""
    what = f"the document is larger than {limits.total_bytes:,} bytes"
    return DocumentError(what, where=Where(name), cure="Split it, or remove what the SDK does not need.")


def _too_slow(name: str, limits: Limits) -> DocumentError:
    what = f"no complete answer within {limits.seconds:g} seconds"
    return DocumentError(what, where=Where(name), cure="Try again, or download the file and pass its path.")
