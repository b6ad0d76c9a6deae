from __future__ import annotations

from .support import OK, api, operation, repairs, run


def test_security_and_servers_are_inherited_where_an_operation_states_none() -> None:
    schemes = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    found = operation({"/a": {"get": {"responses": OK}}}, security=[{"key": []}], components=schemes)
    assert found["security"] == [{"key": []}]
    assert found["servers"] == [{"url": "/"}]


def test_an_operation_that_asks_for_no_security_gets_none() -> None:
    schemes = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    found = operation({"/a": {"get": {"responses": OK, "security": []}}}, security=[{"key": []}], components=schemes)
    assert found["security"] == []


def test_a_security_scheme_that_is_not_described_is_a_loss() -> None:
    [loss] = run(api(None, {"/a": {"get": {"responses": OK, "security": [{"gone": []}]}}})).losses
    assert loss.pointer == "/paths/~1a/get/security" and "'gone'" in loss.reason


def test_an_operation_id_used_twice_gets_a_suffix_from_its_method_and_path() -> None:
    paths = {
        "/a": {"get": {"operationId": "do", "responses": OK}},
        "/b/{c}": {"put": {"operationId": "do", "responses": OK}},
    }
    document = api(None, paths)
    found = run(document).document["paths"]
    assert found["/a"]["get"]["operationId"] == "do"
    assert found["/b/{c}"]["put"]["operationId"] == "do_put_b_c"
    assert repairs(document)[0][0] == "/paths/~1b~1{c}/put/operationId"


def test_servers_with_variables_are_kept_as_they_are() -> None:
    servers = [{"url": "https://{region}.example", "variables": {"region": {"default": "eu"}}}]
    assert operation({"/a": {"get": {"responses": OK}}}, servers=servers)["servers"] == servers


def test_a_method_that_openapi_does_not_know_is_a_loss() -> None:
    [loss] = run(api(None, {"/a": {"link": {"responses": OK}}})).losses
    assert loss.pointer == "/paths/~1a/link"


def test_an_operation_that_describes_no_success_takes_any_and_says_so() -> None:
    document = api(None, {"/a": {"get": {"responses": {"404": {"description": "gone"}}}}})
    assert list(run(document).document["paths"]["/a"]["get"]["responses"]) == ["404", "2XX"]
    assert [place for place, text in repairs(document) if "no response is a success" in text] == [
        "/paths/~1a/get/responses"
    ]


def test_a_redirect_or_a_default_is_a_success() -> None:
    for status in ("302", "3XX", "default", "200", "2XX"):
        document = api(None, {"/a": {"get": {"responses": {status: {"description": ""}, "404": {"description": ""}}}}})
        assert list(run(document).document["paths"]["/a"]["get"]["responses"]) == [status, "404"]
