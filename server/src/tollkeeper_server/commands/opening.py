"""Opening the database for a command, and what may be wrong with it, in words."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import is_known, newest, revision_of, upgrade
from tollkeeper_server.db.models import ApiKey, EndpointSecret, SecretVersion, WebhookEndpoint
from tollkeeper_server.errors import StartError
from tollkeeper_server.queries.webhooks_endpoints import secret_context
from tollkeeper_server.settings import PREFIX, Settings
from tollkeeper_server.vault import Vault, VaultError

_CANARY = "the secrets of this database"


@contextmanager
def in_words() -> Generator[None]:
    """A database that is away, or refuses, ends with its reason and no traceback. Raises ``StartError`` with it."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        raise StartError("the database can't be used", reason[:1], _cure(reason[0])) from None


_URL = f"{PREFIX}DATABASE_URL"
_CURES = {
    "password|role .* does not exist|authentication": f"Correct the user and the password in {_URL}.",
    "database .* does not exist": f"Make it with createdb, or correct the name at the end of {_URL}.",
    "refused|No such file|resolve|translate|timeout|timed out|unreachable|closed": (
        f"Start PostgreSQL, or correct the host and the port in {_URL}."
    ),
    "permission denied|must be owner": f"Connect as the role that owns the tables: {_URL} names it.",
    "unable to open|readonly|read-only|disk I/O": f"Make the folder of {_URL}, and let this user write to it.",
    "not a database|malformed": f"Let {_URL} name a file that this server made, or none that is there yet.",
    "locked": "Stop what else writes to it.",
    "connection option|sslmode": f"Correct what is behind the question mark in {_URL}.",
}


def _cure(reason: str) -> str:
    """What to do about what a driver says. Servers say it in other languages too: then all there is to look at."""
    found = (cure for words, cure in _CURES.items() if re.search(words, reason))
    return next(found, f"Is it there, is {_URL} right, and may its role do this?")


@contextmanager
def opened(settings: Settings) -> Generator[tuple[Database, Vault]]:
    """A database of this version, with its secrets. Raises ``StartError`` for any other."""
    with in_words():
        database = Database(settings.database_url, pool_size=1)
        try:
            check_schema(database)
            vault = Vault(settings.secrets)
            check_secrets(database, vault)
            yield database, vault
        finally:
            database.close()


def check_schema(database: Database) -> None:
    """Raises ``StartError`` for a schema that is not the one of this version."""
    found, wanted = revision_of(database), newest()
    if found != wanted:
        cure = "Run: tollkeeper-server migrate" if is_known(found) else _NEWER
        fault = f"it is at revision {found or 'none'}, this version needs {wanted}"
        raise StartError("the database is not of this version", [fault], cure)


_NEWER = "Run the newer version of the server that migrated it, or restore a backup from before."


def bring_up(database: Database) -> None:
    """Migrate. Raises ``StartError`` for a database that a newer version has migrated."""
    if not is_known(revision_of(database)):
        check_schema(database)
    upgrade(database)


def check_secrets(database: Database, vault: Vault) -> None:
    """Raises ``StartError`` for secrets that are not those the database was written with."""
    with database.reading(EVERY_ORGANIZATION) as session:
        faults = [*_others(session, vault), *_unknown_versions(session, vault), *_unreadable(session, vault)]
    if faults:
        cure = "Restore them from a backup, old versions behind newer ones: without them no key of this database works."
        raise StartError(f"{PREFIX}SECRETS are not those of this database", faults, cure)


def note_secrets(database: Database, vault: Vault) -> None:
    """Remember the secrets that are in use, for ``check_secrets`` at a later start."""
    with database.writing(EVERY_ORGANIZATION) as session:
        known = set(session.scalars(select(SecretVersion.version)))
        for version in set(vault.versions) - known:
            session.merge(SecretVersion(version=version, digest=vault.digest(_CANARY, version)))


def _others(session: Session, vault: Vault) -> Iterator[str]:
    """A secret that is not the one its version had."""
    for known in session.scalars(select(SecretVersion).order_by(SecretVersion.version)):
        if known.version in vault.versions and vault.digest(_CANARY, known.version) != known.digest:
            yield f"version {known.version} is another secret than before"


def _unknown_versions(session: Session, vault: Vault) -> Iterator[str]:
    live = select(ApiKey.pepper_version).where(ApiKey.revoked_at.is_(None)).distinct()
    for version in sorted(set(session.scalars(live)) - set(vault.versions)):
        yield f"keys were made with version {version}, which is not among them"


def _unreadable(session: Session, vault: Vault) -> Iterator[str]:
    """The newest signing secret of each version tells whether that version is the right one."""
    query = select(EndpointSecret, WebhookEndpoint).join(WebhookEndpoint).order_by(EndpointSecret.id.desc())
    seen: set[int] = set()
    for secret, endpoint in session.execute(query.limit(100)):
        version = secret.secret[0]
        if version not in seen:
            seen.add(version)
            try:
                vault.decrypt(secret.secret, secret_context(endpoint))
            except VaultError as error:
                yield f"a signing secret of version {version} was {error}"
