"""Documents and references over HTTP, against a real server on loopback."""

from __future__ import annotations

import socket

import pytest
from load_support import Server, Write

from trueline.errors import DocumentError
from trueline.spec.load import Limits, load

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
PLAIN = (HEAD + "paths: {}").encode()


def refusal(source: str, **kwargs: Limits) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load(source, **kwargs)  # type: ignore[arg-type] # options of several types
    return caught.value


def test_a_url_may_be_the_root(server: Server) -> None:
    server.pages["/api.yaml"] = PLAIN
    document = load(server.url + "/api.yaml?token=secret")
    assert document.value["paths"] == {}
    assert document.source == server.url + "/api.yaml"
    assert server.asked == ["/api.yaml?token=secret"]


def test_a_status_other_than_200_is_named(server: Server) -> None:
    error = refusal(server.url.replace("//", "//me:secret@") + "/gone.yaml?token=secret")
    assert "the server answered 404" in error.what
    assert "secret" not in str(error)
    assert error.cure


def test_few_redirects_are_followed_and_a_loop_is_refused(server: Server) -> None:
    server.pages["/a"] = (302, {"location": "/deep/b.yaml"}, b"")
    server.pages["/deep/b.yaml"] = PLAIN
    server.pages["/loop"] = (302, {"location": "/loop"}, b"")
    assert load(server.url + "/a").source == server.url + "/deep/b.yaml"
    assert "more than 5 redirects" in refusal(server.url + "/loop").what
    assert server.asked.count("/loop") == 6


def test_a_redirect_to_a_file_is_refused(server: Server) -> None:
    server.pages["/a"] = (302, {"location": "file:///etc/hosts"}, b"")
    assert "not an http or https URL" in refusal(server.url + "/a").what


def test_a_body_larger_than_allowed_is_refused_while_it_streams(server: Server) -> None:
    server.pages["/big"] = b"#" * 5_000_000
    assert "larger than 1,000 bytes" in refusal(server.url + "/big", limits=Limits(total_bytes=1000)).what


def test_a_server_that_is_not_there_is_one_clean_error() -> None:
    with socket.socket() as bound:  # which nobody else gets meanwhile, and where nobody listens
        bound.bind(("127.0.0.1", 0))
        error = refusal(f"http://127.0.0.1:{bound.getsockname()[1]}/api.yaml")
    assert "could not be fetched (ConnectError)" in error.what
    assert error.cure


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        error = refusal(f"http://127.0.0.1:{port}/api.yaml", limits=Limits(seconds=0.2))
    assert "no complete answer within 0.2 seconds" in error.what


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://exa mple/\x00", "http://a:99999999/"])
def test_an_impossible_url_is_one_clean_error(url: str) -> None:
    assert refusal(url).what


def test_a_remote_ref_in_a_file_needs_permission(server: Server, write: Write) -> None:
    server.pages["/s/pet.yaml"] = b"Pet: {properties: {tag: {$ref: 'tag.json'}}}"
    server.pages["/s/tag.json"] = b'{"type": "string"}'
    root = write(
        "api.yaml", HEAD + f"components: {{schemas: {{A: {{not: {{$ref: '{server.url}/s/pet.yaml#/Pet'}}}}}}}}"
    )
    error = refusal(root)
    assert "to another host's file" in error.what
    assert "--allow-remote" in error.cure
    assert server.asked == []
    schemas = load(root, allow_remote=True).value["components"]["schemas"]
    assert schemas["Pet"] == {"properties": {"tag": {"$ref": "#/components/schemas/tag"}}}
    assert schemas["tag"] == {"type": "string"}
    assert server.asked == ["/s/pet.yaml", "/s/tag.json"]


def test_a_document_from_a_url_never_reads_local_files(server: Server, write: Write) -> None:
    local = write("secret.yaml", "Secret: {}")
    for reference in (f"file://{local}", local, "../../../../etc/hosts"):
        server.pages["/api.yaml"] = (HEAD + f"components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}").encode()
        refusal(server.url + "/api.yaml")
        with pytest.raises(DocumentError, match=r"scheme file:|answered 404"):
            load(server.url + "/api.yaml", allow_remote=True)


def test_a_relative_ref_from_a_url_needs_permission_too(server: Server) -> None:
    server.pages["/api.yaml"] = (HEAD + "components: {schemas: {A: {$ref: pet.yaml}}}").encode()
    server.pages["/pet.yaml"] = b"{title: P}"
    assert "to another host's file" not in refusal(server.url + "/api.yaml").what
    assert load(server.url + "/api.yaml", allow_remote=True).value["components"]["schemas"]["A"] == {"title": "P"}
