"""Which documents are accepted, and what is said about the others."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from load_support import Write

from trueline.errors import DocumentError
from trueline.spec.load import load

INFO = "info: {title: T, version: '1'}\n"
HEAD = "openapi: 3.1.0\n" + INFO
SWAGGER = "swagger: '2.0'\n" + INFO


def refusal(text: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load("-", stdin=io.BytesIO(text.encode()))
    return caught.value


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.2", "3.2.0", "3.1.0-rc1"])
def test_openapi_3_documents_are_read(version: str) -> None:
    assert load("-", stdin=io.BytesIO(f"openapi: {version}\n{INFO}paths: {{}}".encode())).value["openapi"] == version


@pytest.mark.parametrize(
    ("text", "what", "pointer"),
    [
        ("[1]", "an OpenAPI document is an object, this is an array", ""),
        ("just text", "this is a string", ""),
        ("swagger: '1.2'", "Swagger version '1.2' is not supported", "/swagger"),
        ("swagger: true", "Swagger version 'True' is not supported", "/swagger"),
        ("swagger: '2.0'", "info is missing", ""),
        (SWAGGER, "paths is missing", ""),
        (SWAGGER + "paths: {/a: {get: 1}}", "get must be an object", "/paths/~1a/get"),
        (SWAGGER + "paths: {}\ndefinitions: []", "definitions must be an object", "/definitions"),
        ("name: x\nversion: 3", "it has no openapi key (found name, version)", ""),
        ("{}", "it has no openapi key (found nothing)", ""),
        ("openapi: 3.1", "openapi is the number 3.1, and must be a string", "/openapi"),
        ("openapi: 4.0.0", "OpenAPI version '4.0.0' is not supported", "/openapi"),
        ("openapi: '3.1'", "OpenAPI version '3.1' is not supported", "/openapi"),
        ("openapi: 3.1.0\npaths: {}", "info is missing", ""),
        ("openapi: 3.1.0\ninfo: []\npaths: {}", "info must be an object, this is an array", "/info"),
        ("openapi: 3.0.3\n" + INFO + "components: {}", "paths is missing", ""),
        (HEAD, "none of paths, webhooks and components", ""),
        (HEAD + "paths:", "paths must be an object, this is null", "/paths"),
        (HEAD + "paths: {pets: {}}", 'the path "pets" does not start with /', "/paths/pets"),
        (HEAD + "paths: {/pets: []}", "/pets must be an object", "/paths/~1pets"),
        (HEAD + "paths: {/pets: {get: 1}}", "get must be an object, this is the number 1", "/paths/~1pets/get"),
        (HEAD + "paths: {/p: {additionalOperations: {COPY: 1}}}", "COPY must be an object",
         "/paths/~1p/additionalOperations/COPY"),
        (HEAD + "webhooks: {ping: {post: x}}", "post must be an object", "/webhooks/ping/post"),
        (HEAD + "components: {schemas: []}", "schemas must be an object", "/components/schemas"),
        (HEAD + "components: {schemas: {$ref: a.yaml}}", "components.schemas is a $ref",
         "/components/schemas/$ref"),
    ],
)  # fmt: skip
def test_what_is_not_openapi_3_is_refused_with_its_place(text: str, what: str, pointer: str) -> None:
    error = refusal(text)
    assert what in error.what
    assert error.where is not None
    assert error.where.pointer == pointer
    assert error.where.line is not None
    assert error.cure


@pytest.mark.parametrize("version", ["'2.0'", "2.0", "2", "'2'"])
def test_swagger_2_is_read_whether_its_version_is_quoted_or_not(version: str) -> None:
    text = f"swagger: {version}\n{INFO}paths: {{}}"
    assert "swagger" in load("-", stdin=io.BytesIO(text.encode())).value


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("definitions: {A: {$ref: '#/definitions/B'}}", "/definitions/A/$ref"),
        ("responses: {A: {description: d, schema: {$ref: '#/definitions/B'}}}", "/responses/A/schema/$ref"),
        ("parameters: {A: {name: a, in: body, schema: {$ref: '#/definitions/B'}}}", "/parameters/A/schema/$ref"),
    ],
)
def test_a_reference_of_swagger_2_that_leads_nowhere_is_refused(text: str, pointer: str) -> None:
    error = refusal(f"{SWAGGER}paths: {{}}\n{text}")
    assert "points nowhere" in error.what
    assert error.where is not None
    assert error.where.pointer == pointer


def test_an_unquoted_version_is_told_to_be_quoted() -> None:
    assert 'openapi: "3.1.0"' in refusal("openapi: 3.1").cure


def test_webhooks_alone_and_extensions_among_paths_are_fine() -> None:
    load("-", stdin=io.BytesIO((HEAD + "webhooks: {ping: {post: {}}}").encode()))
    load("-", stdin=io.BytesIO((HEAD + "paths: {x-order: [1], /a: {x-b: 1, summary: s}}").encode()))


def test_a_missing_file_is_one_clean_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        load(str(tmp_path / "none.yaml"))


def test_a_directory_is_one_clean_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="this is a directory"):
        load(str(tmp_path))


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, ""])
def test_an_impossible_path_is_one_clean_error(path: str) -> None:
    with pytest.raises(DocumentError):
        load(path)


@pytest.mark.parametrize("url", ["ftp://example.test/a", "file:///etc/hosts", "gopher://x"])
def test_other_urls_than_http_are_refused(url: str) -> None:
    with pytest.raises(DocumentError, match="not supported"):
        load(url)


def test_a_named_pipe_may_be_the_root(tmp_path: Path) -> None:
    read, send = os.pipe()
    os.write(send, (HEAD + "paths: {}").encode())
    os.close(send)
    try:
        assert load(f"/dev/fd/{read}").value["paths"] == {}
    finally:
        os.close(read)


def test_standard_input_must_be_given() -> None:
    with pytest.raises(DocumentError, match="standard input is not available"):
        load("-")


def test_a_local_ref_that_points_nowhere_names_itself_its_target_and_near_misses() -> None:
    error = refusal(
        HEAD
        + """
paths: {/a: {get: {responses: {"200": {description: d, content: {application/json: {schema:
  {$ref: '#/components/schemas/Pets'}}}}}}}}
components: {schemas: {Pet: {}, Order: {$ref: '#/components/schemas/Oder'}}}
"""
    )
    assert 'the $ref "#/components/schemas/Pets" points nowhere (1 more such $ref in this document)' in error.what
    assert error.cure == "did you mean #/components/schemas/Pet?"
    assert error.where is not None
    assert error.where.pointer == "/paths/~1a/get/responses/200/content/application~1json/schema/$ref"
    assert error.where.line == 5


def test_the_check_of_references_can_wait_for_overlays() -> None:
    text = HEAD + "paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}}}"
    assert load("-", stdin=io.BytesIO(text.encode()), check_refs=False)


def test_references_that_only_refer_to_each_other_are_refused_by_name() -> None:
    error = refusal(
        HEAD
        + """
components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/C'},
  C: {$ref: '#/components/schemas/B'}}}
"""
    )
    assert error.what.endswith("#/components/schemas/B -> #/components/schemas/C -> #/components/schemas/B")


def test_a_recursive_schema_is_fine() -> None:
    load(
        "-",
        stdin=io.BytesIO(
            (
                HEAD
                + """
components: {schemas: {Tree: {properties: {left: {$ref: '#/components/schemas/Tree'}}}}}
"""
            ).encode()
        ),
    )


def test_a_ref_that_is_not_a_string_is_refused() -> None:
    assert "a $ref must be a string" in refusal(HEAD + "components: {schemas: {A: {$ref: 1}}}").what


def test_ref_as_data_or_as_a_property_name_is_no_reference() -> None:
    load(
        "-",
        stdin=io.BytesIO(
            (
                HEAD
                + """
components:
  schemas:
    A:
      properties:
        $ref: {type: string}
      example: {$ref: '#/nowhere'}
      examples: [{$ref: '#/nowhere'}]
      default: {$ref: '#/nowhere'}
      enum: [{$ref: '#/nowhere'}]
      const: {$ref: '#/nowhere'}
      x-note: {$ref: '#/nowhere'}
  examples:
    E: {value: {$ref: '#/nowhere'}}
"""
            ).encode()
        ),
    )


def test_a_ref_in_a_property_named_ref_is_a_reference() -> None:
    text = HEAD + "components: {schemas: {A: {properties: {$ref: {$ref: '#/nowhere'}}}}}"
    assert "points nowhere" in refusal(text).what


def test_what_stands_in_an_unusual_place_is_followed() -> None:
    text = (
        HEAD
        + """
components: {schemas: {A: {$ref: '#/x-shared/B'}}}
x-shared: {B: {items: {$ref: '#/x-shared/C'}}}
"""
    )
    error = refusal(text)
    assert error.where is not None
    assert error.where.pointer == "/x-shared/B/items/$ref"


def test_escaped_and_percent_encoded_pointers_are_followed() -> None:
    load(
        "-",
        stdin=io.BytesIO(
            (
                HEAD
                + """
paths: {'/a/{b}': {get: {responses: {}}}}
components:
  schemas:
    A: {$ref: '#/components/schemas/x~1y%20z'}
    x/y z: {type: string}
  pathItems: {P: {$ref: '#/paths/~1a~1%7Bb%7D'}}
"""
            ).encode()
        ),
    )


def test_anchors_are_left_for_a_later_stage() -> None:
    load("-", stdin=io.BytesIO((HEAD + "components: {schemas: {A: {$anchor: a}, B: {$ref: '#a'}}}").encode()))


def test_the_hash_is_of_the_bytes_and_not_of_the_place(write: Write) -> None:
    one, two = write("one/a.yaml", HEAD + "paths: {}"), write("two/b.yaml", HEAD + "paths: {}")
    other = write("three/a.yaml", HEAD + "paths: {} # changed")
    assert load(one).sha256 == load(two).sha256 != load(other).sha256
    assert len(load(one).sha256) == 64
