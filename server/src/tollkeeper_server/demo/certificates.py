"""A certificate for 127.0.0.1 and localhost that lives as long as a test: endpoints speak https, on loopback too."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Certificate:
    """``path`` holds the certificate; who trusts it sets ``SSL_CERT_FILE`` to it."""

    path: Path
    key_path: Path

    def server_context(self) -> ssl.SSLContext:
        """For whoever listens."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key_path)
        return context

    def client_context(self) -> ssl.SSLContext:
        """For whoever connects, and trusts nothing else."""
        return ssl.create_default_context(cafile=str(self.path))


def make_certificate(folder: Path, *names: str) -> Certificate:
    """A self-signed certificate, valid for a day, for 127.0.0.1, localhost and ``names``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tollkeeper demo")])
    now = datetime.datetime.now(datetime.UTC)
    hosts = [x509.DNSName(host) for host in ("localhost", *names)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([*hosts, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Certificate(folder / "receiver.pem", folder / "receiver.key")
    found.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    found.key_path.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))
    return found
