"""A new repository with the layout of openapi-python-client: its document, that generator's settings, a template."""

from __future__ import annotations

from pathlib import Path

from adopting import ACME

DOCUMENT = (
    ACME.replace("version: 1.2.0", "version: 1.0.0")
    + """\
    post:
      operationId: makeAnvil
      tags: [anvils]
      parameters: [{name: dry-run, in: query, schema: {type: boolean}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
components:
  schemas:
    Anvil:
      type: object
      required: [id, size]
      properties: {id: {type: integer}, size: {type: string, enum: [small, large]}}
"""
)
#: An operation more, in front of what it refers to.
MORE = """\
  /anvils/{anvilId}:
    get:
      operationId: getAnvil
      tags: [anvils]
      parameters: [{name: anvilId, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
components:
"""
CONFIG = """\
package_name_override: acme_client
project_name_override: acme-client
class_overrides: {Anvil: {class_name: Block, module_name: block}}
literal_enums: true
custom_template_path: own
"""
_ERRORS = """\
class UnexpectedStatus(Exception):
    def __init__(self, status_code: int, content: bytes) -> None:
        super().__init__(f"our own words: {status_code}")
"""


def options(folder: Path) -> list[str]:
    """What ``trueline init`` is told in this folder, which has the files that it names from here on."""
    (folder / "acme.yaml").write_text(DOCUMENT, "utf-8")
    (folder / "config.yml").write_text(CONFIG, "utf-8")
    (folder / "own").mkdir()
    (folder / "own/errors.py.jinja").write_text(_ERRORS, "utf-8")
    return ["--spec", "acme.yaml", "--layout", "openapi-python-client", "--engine-config", "config.yml"]
