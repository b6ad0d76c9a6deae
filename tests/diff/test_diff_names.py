"""Sentences and snippets name things as the SDK does: `accountHolderId` of the wire is `account_holder_id`."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from diff_support import diff_of, side_of

from trueline.diff import Change, compare
from trueline.diff.render import markdown, text
from trueline.diff.written import typed

_DOCUMENT: dict[str, Any] = yaml.safe_load("""
paths:
  /transfers/{transferId}:
    post:
      operationId: transfers.update
      parameters:
      - {name: transferId, in: path, required: true, schema: {type: string}}
      - {name: pageSize, in: query, schema: {type: integer}}
      - {name: X-Request-Origin, in: header, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/TransferUpdate'}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Transfer'}}}}
components:
  schemas:
    TransferUpdate:
      type: object
      properties:
        accountHolderId: {type: string}
        maxUses: {type: integer}
        details: {$ref: '#/components/schemas/Sent'}
    Sent: {type: object, properties: {iban-number: {type: string}, class: {type: string}}}
    Transfer:
      type: object
      required: [accountHolderId]
      properties:
        accountHolderId: {type: string}
        from_dict: {type: string}
        createdAt: {type: string, format: date-time}
        transferState: {type: string, enum: [in-progress, doneNow]}
""")


def _edited(path: str, value: Any = None) -> list[Change]:
    """The changes when what stands at ``path`` (keys by ``>``) is replaced, or removed."""
    new = copy.deepcopy(_DOCUMENT)
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split(" > "))
    place: Any = new
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return list(diff_of(_DOCUMENT, new).changes)


_SCHEMAS = "components > schemas"
_PARAMETERS = "paths > /transfers/{transferId} > post > parameters"


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (f"{_SCHEMAS} > Transfer > properties > createdAt", None, "Transfer.created_at", ""),
        (f"{_SCHEMAS} > Transfer > properties > from_dict", None, "Transfer.from_dict_", ""),
        (
            f"{_SCHEMAS} > Transfer > properties > accountHolderId",
            {"type": "integer"},
            "Transfer.account_holder_id: str",
            "Transfer.account_holder_id: int",
        ),
        (
            f"{_SCHEMAS} > Transfer > required",
            None,
            "Transfer.account_holder_id: str",
            "Transfer.account_holder_id: str | Unset",
        ),
        (f"{_SCHEMAS} > TransferUpdate > properties > maxUses", None, "client.transfers.update(max_uses=...)", ""),
        (
            f"{_SCHEMAS} > TransferUpdate > properties > maxUses",
            {"type": "string"},
            "client.transfers.update(max_uses: int)",
            "client.transfers.update(max_uses: str)",
        ),
        (
            f"{_SCHEMAS} > TransferUpdate > required",
            ["accountHolderId"],
            "client.transfers.update(...)",
            "client.transfers.update(account_holder_id=...)",
        ),
        (f"{_SCHEMAS} > Sent > properties > iban-number", None, "Sent(iban_number=...)", ""),
        (f"{_SCHEMAS} > Sent > properties > class", None, "Sent(class_=...)", ""),
        (f"{_SCHEMAS} > Sent > required", ["iban-number"], "Sent(...)", "Sent(iban_number=...)"),
        (f"{_PARAMETERS} > 1", None, "client.transfers.update(page_size=...)", ""),
        (f"{_PARAMETERS} > 2", None, "client.transfers.update(x_request_origin=...)", ""),
        (
            f"{_PARAMETERS} > 1 > schema > type",
            "string",
            "client.transfers.update(page_size: int)",
            "client.transfers.update(page_size: str)",
        ),
        (
            f"{_PARAMETERS} > 1 > required",
            True,
            "client.transfers.update(...)",
            "client.transfers.update(page_size=...)",
        ),
        (
            f"{_SCHEMAS} > Transfer > properties > transferState > enum > 0",
            None,
            "TransferTransferState.IN_PROGRESS",
            "",
        ),
    ],
)
def test_a_breaking_change_is_shown_in_the_names_of_the_sdk(path: str, value: Any, before: str, after: str) -> None:
    shown = {(change.before, change.after) for change in _edited(path, value) if change.before}
    assert (before, after) in shown
    wire = {"accountHolderId", "createdAt", "maxUses", "iban-number", "pageSize", "X-Request-Origin", "transferId"}
    for change in _edited(path, value):
        assert not wire & set(re.split(r"[^\w-]+", f"{change.before} {change.after}")), change


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            f"{_SCHEMAS} > Transfer > properties > bookedOn",
            {"type": "string"},
            "`Transfer` now has the property `booked_on`.",
        ),
        (
            f"{_SCHEMAS} > TransferUpdate > properties > maxUses > minimum",
            3,
            "`TransferUpdate.max_uses`: the limit `minimum` was added: 3.",
        ),
        (
            f"{_PARAMETERS} > 1 > schema > maximum",
            7,
            "`transfers.update`: the query parameter `page_size`: the limit `maximum` was added: 7.",
        ),
        (
            f"{_PARAMETERS} > 3",
            {"name": "sortBy", "in": "query", "schema": {"type": "string"}},
            "`transfers.update` now takes the query parameter `sort_by`.",
        ),
    ],
)
def test_a_sentence_has_the_names_of_the_sdk(path: str, value: Any, sentence: str) -> None:
    assert sentence in [change.sentence for change in _edited_or_added(path, value)]


def _edited_or_added(path: str, value: Any) -> list[Change]:
    if not path.endswith("parameters > 3"):
        return _edited(path, value)
    parameters = _DOCUMENT["paths"]["/transfers/{transferId}"]["post"]["parameters"]
    return _edited(path.removesuffix(" > 3"), [*parameters, value])


def test_a_path_parameter_whose_python_name_stays_breaks_nobody() -> None:
    text_ = yaml.safe_dump(_DOCUMENT)
    for renamed, level in (("transfer_id", "patch"), ("transfer", "major")):
        new = yaml.safe_load(text_.replace("transferId", renamed))
        diff = compare(side_of(_DOCUMENT), side_of(new))
        assert diff.level.word == level, diff.changes
    assert [c.before for c in diff.changes if c.before] == ["client.transfers.update(transfer_id=...)"]
    assert [c.after for c in diff.changes if c.after] == ["client.transfers.update(transfer=...)"]


def test_a_property_whose_case_changed_is_told_by_its_wire_names() -> None:
    new = yaml.safe_load(yaml.safe_dump(_DOCUMENT).replace("createdAt", "CreatedAt"))
    sentences = {change.sentence for change in diff_of(_DOCUMENT, new).changes}
    assert sentences == {
        "`Transfer`: the property `createdAt` was renamed to `CreatedAt`.",
    }


def test_what_tells_the_members_of_a_union_apart_is_named_as_their_attribute() -> None:
    def document(property_: str) -> dict[str, Any]:
        text_ = f"""
        components:
          schemas:
            Pet:
              oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
              discriminator: {{propertyName: {property_}}}
            Cat: &pet
              type: object
              required: [petKind, petType]
              properties: {{petKind: {{type: string}}, petType: {{type: string}}}}
            Dog: *pet
        """
        return {"components": yaml.safe_load(text_)["components"]}

    [change] = diff_of(document("petKind"), document("petType")).changes
    assert change.rule == "discriminator-property-changed"
    assert (change.before, change.after) == ("Pet.pet_kind", "Pet.pet_type")
    assert change.sentence == "`Pet`: the property that tells the types apart changed from `pet_kind` to `pet_type`."


def test_terminal_and_markdown_show_the_same_names() -> None:
    diff = compare(side_of(_DOCUMENT), side_of(_without_created_at()))
    for written in (text(diff), markdown(diff)):
        assert "- Transfer.created_at" in written
        assert "Transfer.createdAt" not in written


def _without_created_at() -> dict[str, Any]:
    new = copy.deepcopy(_DOCUMENT)
    del new["components"]["schemas"]["Transfer"]["properties"]["createdAt"]
    return new


def test_a_type_is_written_where_python_writes_it() -> None:
    assert typed("Key.limit", "int") == "Key.limit: int"
    assert typed("client.keys.list(limit)", "int") == "client.keys.list(limit: int)"
    assert typed("client.keys.retrieve(...)", "Key") == "client.keys.retrieve(...) -> Key"
    assert typed("", "Key") == ""


def test_the_diff_has_no_naming_of_its_own() -> None:
    """Names come from the plan: nothing below ``trueline.diff`` imports the code that makes them from words."""
    root = Path(__file__).parents[2] / "src/trueline/diff"
    for module in root.rglob("*.py"):
        assert not re.search(
            r"from trueline import names|from trueline\.names|names\.(snake|argument)\(", module.read_text("utf-8")
        )
