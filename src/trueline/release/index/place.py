"""Where an index is. The public ones and the one of a rehearsal differ in their addresses and in nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

from trueline.config.checks import is_loopback
from trueline.release.errors import PreconditionError
from trueline.release.project import Index


def simple_url(index: Index) -> str:
    """The root of an index's simple API. Without one in the settings, twine knows where the public ones are.

    Raises ``PreconditionError`` where nothing says it.
    """
    if index.simple:
        return index.simple
    if not index.upload:
        from twine import repository  # noqa: PLC0415 - only who publishes needs twine

        # twine calls the two public indexes by these names, in its documentation and in its configuration.
        known = {"pypi": repository.WAREHOUSE_WEB, "testpypi": repository.TEST_WAREHOUSE}
        if index.name in known:
            return f"{known[index.name]}simple/"
    cure = f'Add simple = "https://..." to the index {index.name} in [tool.trueline.release] of pyproject.toml.'
    raise PreconditionError(
        f"the index {index.name} can't be read: the address of its simple API is not known", cure=cure
    )


def extras(index: Index) -> tuple[Index, ...]:
    """The indexes that stand behind this one. One without a name is called by its host."""
    return tuple(map(_extra, index.extra))


def _extra(text: str) -> Index:
    if "://" not in text:
        return Index(text)
    name, _, url = text.partition("=") if "=" in text.partition("://")[0] else ("", "", text)
    return Index(name or urlsplit(url).hostname or "", simple=url)


def project_url(index: Index, name: str) -> str:
    """The address of a project's page; ``name`` is normalised (PEP 503)."""
    return f"{simple_url(index).rstrip('/')}/{name}/"


def is_local(index: Index) -> bool:
    """On this machine: no proxy is asked, and nothing that is published there counts as published."""
    behind = extras(index)
    urls = (index.simple, index.upload, *(each.simple for each in behind))
    outside = any(not each.simple for each in behind)
    return bool(index.simple) and not outside and all(is_loopback(urlsplit(url).hostname or "") for url in urls if url)
