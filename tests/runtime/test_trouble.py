"""A network that does not work is told of in words: the host, the cause, what to do, and no secret."""

from __future__ import annotations

import datetime as dt
import importlib.util
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from trueline.runtime.errors import APIConnectionError, InvalidRequestError

from .loopback import Handler, Server, serve
from .support import GET, KEY, Api


def failure(api: Api) -> APIConnectionError:
    with pytest.raises(APIConnectionError) as caught:
        api.call(GET)
    assert KEY not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    return caught.value


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "all.pem").write_bytes(
        certificate.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "all.pem")
    return context


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody else gets while the test runs, and where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_a_host_that_refuses_connections_is_named(make: Callable[..., Api], closed_port: int) -> None:
    api = make(base_url=f"http://me:hunter2@127.0.0.1:{closed_port}")
    assert f"127.0.0.1:{closed_port} refuses connections: nothing listens there; check `base_url`" in str(failure(api))
    assert len(api.clock.slept) == 2


def test_a_name_that_nobody_knows_is_named(make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    api = make(base_url="http://no-such-host.invalid")
    assert "no address is known of no-such-host.invalid (DNS: Name or service not known)" in str(failure(api))
    assert api.clock.slept == []


def test_names_that_cannot_be_looked_up_for_now_are_tried_again(
    make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    def later(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", later)
    api = make(base_url="http://host.invalid")
    assert "(DNS: Temporary failure in name resolution)" in str(failure(api))
    assert len(api.clock.slept) == 2


def test_a_certificate_that_is_not_trusted_is_told_of_once(make: Callable[..., Api], tmp_path: Path) -> None:
    context = self_signed(tmp_path)
    with serve(lambda handler: handler.answer()) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        api = make(base_url=server.url.replace("http://127.0.0.1", "https://localhost"))
        said = str(failure(api))
    assert "the certificate of localhost:" in said
    assert "is not trusted: self" in said
    assert "SSL_CERT_FILE" in said
    assert api.clock.slept == []


def test_a_server_without_tls_is_told_of(make: Callable[..., Api]) -> None:
    with serve(lambda handler: handler.answer()) as server:
        api = make(base_url=server.url.replace("http:", "https:"), max_retries=0)
        assert f"no TLS with {server.url[7:]}" in str(failure(api))


def test_a_proxy_that_wants_a_password_is_told_of(make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> None:
    class Proxy(Handler):
        def do_CONNECT(self) -> None:
            self.send_error(407, "Proxy Authentication Required")

    with serve(lambda handler: handler.answer()) as server:
        server.RequestHandlerClass = Proxy
        monkeypatch.setenv("HTTPS_PROXY", server.url.replace("//", "//me:hunter2@"))
        api = make()
        said = str(failure(api))
    assert "the proxy does not let this through to api.acme.test: 407" in said
    assert "put a user and a password into the proxy's URL" in said
    assert api.clock.slept == []


@pytest.mark.skipif(importlib.util.find_spec("socksio") is not None, reason="socksio is installed")
def test_a_socks_proxy_needs_socksio(make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://me:hunter2@127.0.0.1:1")
    with pytest.raises(InvalidRequestError, match=r"SOCKS proxy needs socksio: pip install 'httpx\[socks\]'") as caught:
        make().call(GET)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("http://me:hunter2@127.0.0.1:1", "the proxy 127.0.0.1:1 refuses connections"),
        ("nonsense.invalid", "no address is known of the proxy nonsense.invalid"),
    ],
)
def test_a_proxy_that_is_not_there_is_named(
    make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch, proxy: str, said: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(APIConnectionError, match=said) as caught:
        make(max_retries=0).call(GET)
    assert "check HTTP_PROXY" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(APIConnectionError, match=r"\S 127.0.0.1:1 refuses connections: .*check `base_url`"):
        make(base_url="http://127.0.0.1:1", max_retries=0).call(GET)


def test_brackets_in_no_proxy_are_told_of(make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "[::1]")
    with pytest.raises(InvalidRequestError, match=r"check .*NO_PROXY"):
        make(max_retries=0).call(GET)


@pytest.mark.parametrize("proxy", ["foo://me:hunter2@127.0.0.1:1", "http://[::bad"])
def test_a_proxy_that_is_none_is_told_of(make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(InvalidRequestError, match=r"no client can be made: .*; check HTTP_PROXY") as caught:
        make().call(GET)
    assert "hunter2" not in str(caught.value)


def test_a_file_of_certificates_that_is_missing_is_told_of(
    make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with serve(lambda handler: handler.answer()) as server:
        assert isinstance(server, Server)
        try:
            assert make(base_url=server.url).call(GET) == {}
        except InvalidRequestError as error:
            assert "SSL_CERT_FILE" in str(error)
