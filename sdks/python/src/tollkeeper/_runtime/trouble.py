from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from .redact import redact_url

_URL = re.compile(r"[a-z0-9+.-]+://[^\s'\")]+", re.IGNORECASE)
_PROXIES = "HTTP_PROXY, HTTPS_PROXY and ALL_PROXY"


def causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(20):
        if error is None:
            return
        yield error
        yield from getattr(error, "exceptions", ())
        error = error.__cause__ or error.__context__


def in_words(error: Exception, url: str) -> tuple[str, bool]:
    parts = urlsplit(url)
    host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    if type(error).__name__ == "ProxyError":
        said = _shown(str(error))
        cure = "put a user and a password into the proxy's URL" if said.startswith("407") else f"check {_PROXIES}"
        return f"the proxy does not let this through to {host}: {said}; {cure}", not said.startswith("407")
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {host} is not trusted: {cause.verify_message}; check the host's name, or name the"
                " authority in SSL_CERT_FILE or `http_client=httpx.Client(verify=...)`"
            ), False
        if isinstance(cause, ssl.SSLError):
            return f"no TLS with {host}: {cause.reason or cause}; is that port one of https?", True
        if isinstance(cause, socket.gaierror):
            passing = cause.errno == socket.EAI_AGAIN
            return f"no address is known of {host} (DNS: {cause.strerror}); check `base_url` and the network", passing
        if isinstance(cause, ConnectionRefusedError):
            return f"{host} refuses connections: nothing listens there; check `base_url`, proxies and the server", True
    return "", True


def unmade(error: Exception) -> str:
    if isinstance(error, ImportError) and "socks" in str(error):
        return f"a SOCKS proxy needs socksio: pip install 'httpx[socks]', or change {_PROXIES}"
    return f"no client can be made: {_shown(str(error))}; check {_PROXIES}, SSL_CERT_FILE and SSL_CERT_DIR"


def _shown(text: str) -> str:
    return _URL.sub(lambda found: redact_url(found[0]), text)
