"""What vendors write instead of OpenAPI: media types that are none, webhooks by expression, odd security schemes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.sdks import fresh_name, generate_to, import_sdk
from support.wire import Wire

HEAD = "openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\nservers: [{url: https://api.example.com/v1}]\n"

MEDIA = """
paths:
  /export:
    get:
      operationId: files.export
      responses: {'200': {description: ok, content: {xls: {schema: {type: string, format: binary}}}}}
  /audio:
    post:
      operationId: files.audio
      requestBody:
        required: true
        content: {audio/ogg: {schema: {type: string, format: binary}}, 'codecs=opus': {schema: {type: string}}}
      responses: {'204': {description: ok}}
"""


def test_a_media_type_that_is_none_is_carried_as_bytes_and_reported(tmp_path: Path, wire: Wire) -> None:
    name = fresh_name()
    report = generate_to(tmp_path, HEAD + MEDIA, name)
    assert report.lost == ()
    said = [repair.sentence for repair in report.repairs]
    assert "'xls' is not a media type; taken as application/xls" in said
    assert "'codecs=opus' is not a media type; taken as application/octet-stream" in said
    client = wire.client(import_sdk(tmp_path / "src", name))
    wire.answers(httpx.Response(200, content=b"\xd0\xcf", headers={"content-type": "application/vnd.ms-excel"}))
    assert client.files.export().read() == b"\xd0\xcf"
    wire.answers(httpx.Response(204))
    client.files.audio(body=b"OggS", content_type="application/octet-stream")
    assert wire.request.headers["content-type"] == "application/octet-stream"


HOOKS = """
x-webhooks:
  inbound:
    '{$request.body#/callback}':
      post:
        requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Inbound'}}}}
        responses: {'200': {description: ok}}
components:
  schemas:
    Inbound: {type: object, required: [text], properties: {text: {type: string}}}
"""


def test_a_webhook_written_as_a_callback_is_a_webhook(sdk_of: Any) -> None:
    sdk = sdk_of(HOOKS)
    assert sdk.webhooks._decode({"text": "t"}) == sdk.types.Inbound(text="t")


def scheme(text: str) -> str:
    return f"""
paths:
  /a: {{get: {{operationId: as_.go, security: [{{it: []}}], responses: {{'204': {{description: ok}}}}}}}}
components: {{securitySchemes: {{it: {text}}}}}
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{type: apiKey, in: header, name: My Key}", "none can have the name 'My Key'"),
        ("{type: apiKey, in: body, name: key}", "is an apiKey in 'body'"),
        ("{type: apiKey, in: query}", "is an apiKey without a name"),
        ("{type: http}", "names no scheme"),
        ("{type: hawk}", "of the type 'hawk'"),
    ],
)
def test_a_scheme_that_cannot_be_sent_is_refused_by_name_and_its_operations_stay(
    tmp_path: Path, wire: Wire, text: str, reason: str
) -> None:
    name, pointer = fresh_name(), "/components/securitySchemes/it"
    report = generate_to(tmp_path, HEAD + scheme(text), name, allow_loss=(pointer,))
    assert [(loss.pointer, reason in loss.reason) for loss in (*report.lost, *report.allowed)] == [(pointer, True)]
    wire.client(import_sdk(tmp_path / "src", name)).as_.go(extra_headers={"authorization": "Hawk x"})
    assert wire.request.headers["authorization"] == "Hawk x"


@pytest.mark.parametrize(
    ("text", "given", "header"),
    [
        ("{type: basic}", ("u", "p"), ("authorization", "Basic dTpw")),
        ("{type: apikey, name: X-Key}", "k", ("x-key", "k")),
        ("{type: http, scheme: Token}", "k", ("authorization", "Token k")),
        ("{type: openIdConnect, openIdConnectUrl: https://id.example.com}", "k", ("authorization", "Bearer k")),
    ],
)
def test_other_spellings_and_schemes_are_sent(
    sdk_of: Any, wire: Wire, text: str, given: Any, header: tuple[str, str]
) -> None:
    client = wire.client(sdk_of(scheme(text)))
    arg = client._settings.config.security_schemes[0].arg
    wire.client(sdk_of(scheme(text)), **{arg: given}).as_.go()
    assert wire.request.headers[header[0]] == header[1]


@pytest.mark.parametrize("text", ["{type: http, scheme: digest}", "{type: mutualTLS}"])
def test_what_answers_a_challenge_is_carried_by_the_http_client(sdk_of: Any, wire: Wire, text: str) -> None:
    from support.wire import client_class

    sdk = sdk_of(scheme(text))
    wire.client(sdk).as_.go()
    assert "authorization" not in wire.request.headers
    with (
        client_class(sdk)(base_url="https://x.example") as client,
        pytest.raises(sdk.MissingCredentialsError, match="http_client"),
    ):
        client.as_.go()


def test_digest_works_with_the_http_clients_own(sdk_of: Any) -> None:
    from support.wire import client_class

    def handle(request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization", "").startswith('Digest username="u"'):
            return httpx.Response(204)
        return httpx.Response(401, headers={"www-authenticate": 'Digest realm="r", nonce="n", qop="auth"'})

    http = httpx.Client(transport=httpx.MockTransport(handle), auth=httpx.DigestAuth("u", "p"))
    with http, client_class(sdk_of(scheme("{type: http, scheme: digest}")))(http_client=http) as client:
        assert client.as_.go() is None


RELATIVE = """
paths:
  /a: {get: {operationId: as_.go, responses: {'204': {description: ok}}}}
security: [{app: [read]}]
components:
  securitySchemes:
    app: {type: oauth2, flows: {clientCredentials: {tokenUrl: URL, scopes: {read: Read.}}}}
"""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("oauth/token", "https://api.example.com/v1/oauth/token"),
        ("/oauth/token", "https://api.example.com/oauth/token"),
        ("https://id.example.com/token", "https://id.example.com/token"),
    ],
)
def test_a_token_is_bought_relative_to_the_server(tmp_path: Path, url: str, expected: str) -> None:
    from support.wire import client_class

    name = fresh_name()
    generate_to(tmp_path, HEAD + RELATIVE.replace("URL", url), name)
    sdk = import_sdk(tmp_path / "src", name)
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json={"access_token": "t"}) if request.method == "POST" else httpx.Response(204)

    async def call() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
            await client_class(sdk, asynchronous=True)(http_client=http, app=("id", "secret")).as_.go()

    asyncio.run(call())
    assert seen == [expected, "https://api.example.com/v1/a"]


FRAGMENTS = """
paths:
  /#Target=Things.List:
    post:
      operationId: things.list
      parameters: [{name: X-Target, in: header, required: true, schema: {type: string, enum: [Things.List]}}]
      responses: {'204': {description: ok}}
  /#Target=Things.Drop:
    post:
      operationId: things.drop
      responses: {'204': {description: ok}}
  /ids/{a#b}:
    get:
      operationId: things.pick
      parameters: [{name: a#b, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: ok}}
  /send/#env/{partner}:
    get:
      operationId: things.send
      parameters: [{name: partner, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: ok}}
"""


def test_the_fragment_of_a_path_is_not_sent_and_reported(tmp_path: Path, wire: Wire) -> None:
    name = fresh_name()
    report = generate_to(tmp_path, HEAD + FRAGMENTS, name)
    assert report.lost == ()
    said = {repair.pointer: repair.sentence for repair in report.repairs}
    assert "is never sent; the path is '/'" in said["/paths/~1#Target=Things.List"]
    assert "is sent as part of it" in said["/paths/~1send~1#env~1{partner}"]
    client = wire.client(import_sdk(tmp_path / "src", name))
    assert "/paths/~1ids~1{a#b}" not in said
    wire.answers(*[httpx.Response(204)] * 4)
    client.things.list(x_target="Things.List")
    assert wire.request.url.raw_path == b"/v1/"
    client.things.drop()
    assert wire.request.url.raw_path == b"/v1/"
    client.things.send("a/b")
    assert wire.request.url.raw_path == b"/v1/send/%23env/a%2Fb"
    client.things.pick("c")
    assert wire.request.url.raw_path == b"/v1/ids/c"


OPTIONAL = """
paths:
  /jobs:
    get:
      operationId: jobs.get
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
components:
  schemas:
    Job: {type: object, properties: {jobType: {type: string}}, discriminator: {propertyName: jobType}}
    Backup: {allOf: [{$ref: '#/components/schemas/Job'}, {type: object, properties: {vault: {type: string}}}]}
    Restore: {allOf: [{$ref: '#/components/schemas/Job'}, {type: object, properties: {from: {type: string}}}]}
"""


def test_an_object_without_its_optional_discriminator_is_kept(tmp_path: Path, wire: Wire) -> None:
    name = fresh_name()
    generate_to(tmp_path, HEAD + OPTIONAL, name)
    client = wire.client(import_sdk(tmp_path / "src", name))
    wire.answers(
        httpx.Response(200, json={"jobType": "Backup", "vault": "v"}), httpx.Response(200, json={"vault": "v"})
    )
    assert type(client.jobs.get()).__name__ == "Backup"
    assert client.jobs.get().to_dict() == {"vault": "v"}


NESTED = """
paths:
  /trees:
    get:
      operationId: trees.find
      parameters: [{name: path, in: query, schema: {$ref: '#/components/schemas/Nest'}}]
      responses: {'204': {description: ok}}
components: {schemas: {Nest: {type: array, items: {$ref: '#/components/schemas/Nest'}}}}
"""


def test_a_list_of_itself_is_an_argument_and_an_option_of_the_command_line(tmp_path: Path, wire: Wire) -> None:
    name = fresh_name()
    assert generate_to(tmp_path, HEAD + NESTED, name).lost == ()
    client = wire.client(import_sdk(tmp_path / "src", name))
    wire.answers(httpx.Response(204))
    client.trees.find(path=[])
    assert wire.request.url.path == "/v1/trees"
    assert 'Option("path", "path", "json"' in (tmp_path / f"src/{name}/_cli/trees.py").read_text("utf-8")


NAMELESS = """
paths:
  /thing:
    put:
      operationId: thing.put
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Things: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Thing: {type: object, required: ['', a b], properties: {'': {type: integer}, a b: {type: string}}}
"""


def test_a_property_without_a_name_is_an_attribute_and_no_key_for_type_checkers(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(NAMELESS)
    wire.client(sdk).thing.put(body=[sdk.types.Thing(unnamed=1, a_b="x")])
    assert wire.request.content == b'[{"":1,"a b":"x"}]'
    assert list(sdk.types.ThingDict.__annotations__) == ["a b"]
