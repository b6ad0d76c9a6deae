"""What is derived from the server's secrets: digests of keys, signatures of cursors, encryption at rest.

The secrets are kept outside the database: a copy of it alone verifies no key, forges no cursor and shows no signing
secret. HKDF (RFC 5869) derives one key per purpose. Several versions may be in use: the newest writes, all read.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_SIGNATURE = 16


class VaultError(Exception):
    """What was encrypted can't be read: another secret, or other bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class _Derived:
    pepper: bytes
    signing: bytes
    cipher: AESGCM


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """``secrets`` maps versions (1 to 255) to master secrets of at least 32 bytes. Never shown by ``repr``."""

    secrets: Mapping[int, bytes]
    _derived: dict[int, _Derived] = field(init=False)

    def __post_init__(self) -> None:
        derived = {version: _derive(secret) for version, secret in self.secrets.items()}
        object.__setattr__(self, "_derived", derived)

    def __repr__(self) -> str:
        return f"Vault(versions={self.versions})"

    @property
    def versions(self) -> tuple[int, ...]:
        """Newest first."""
        return tuple(sorted(self._derived, reverse=True))

    @property
    def newest(self) -> int:
        """The version that writes."""
        return self.versions[0]

    def digest(self, text: str, version: int | None = None) -> bytes:
        """HMAC-SHA256 of a high-entropy secret under the pepper of a version."""
        pepper = self._derived[version or self.newest].pepper
        return hmac.digest(pepper, text.encode(), hashlib.sha256)

    def digests(self, text: str) -> list[bytes]:
        """The digests under every version, newest first: one of them may be stored."""
        return [self.digest(text, version) for version in self.versions]

    def sign(self, message: bytes) -> bytes:
        """A short signature for what clients carry and give back."""
        return hmac.digest(self._derived[self.newest].signing, message, hashlib.sha256)[:_SIGNATURE]

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether one of the versions signed this. Constant in time."""
        return any(
            hmac.compare_digest(hmac.digest(derived.signing, message, hashlib.sha256)[:_SIGNATURE], signature)
            for derived in self._derived.values()
        )

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """AES-256-GCM. ``context`` says what it is and whose; the same has to be given to decrypt."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._derived[self.newest].cipher.encrypt(nonce, plain, context.encode())
        return bytes([self.newest]) + nonce + sealed

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """Raises ``VaultError`` for another context, other bytes, or a version that is gone."""
        derived = self._derived.get(sealed[0]) if sealed else None
        if derived is None:
            raise VaultError("encrypted with a secret that is not configured: add its version to TOLLKEEPER_SECRETS")
        try:
            return derived.cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], context.encode())
        except InvalidTag:
            raise VaultError("encrypted with another secret, or damaged") from None


def _derive(secret: bytes) -> _Derived:
    def key(purpose: str) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"tollkeeper {purpose}".encode()).derive(secret)

    return _Derived(key("pepper"), key("signing"), AESGCM(key("encryption")))
