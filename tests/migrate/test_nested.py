"""Names of classes that stand inside answers, models and arguments: the document and the mapping say them."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from support.sdks import make_sdk

#: Module below ``types``, name there, and what stands for it here.
NAMES = [
    ("ship_retrieve_response", "ShipRetrieveResponseData", "ShipData"),
    ("ship_retrieve_response", "ShipRetrieveResponseDataFlag", "Flag"),
    ("ship_list_response", "ShipListResponseItem", "ShipRow"),
    ("ship_list_response", "ShipListResponseItemFlag", "Flag"),
    ("ship", "HomeURL", "Link"),
    ("ship", "CargoGrain", "Grain"),
    ("ship", "CargoOil", "Oil"),
    ("ship", "Deck", "Deck"),
    ("ship", "DeckCabin", "Cabin"),
    ("ship", "Holds", "Deck"),
    ("ship_create_params", "Deck", "Deck"),
    ("ship_create_params", "DeckCabin", "CabinDict"),
    ("harbour_param", "HarbourParam", "HarbourDict"),
    ("harbour_param", "Tide", "TideDict"),
    ("shared_params.owner", "Owner", "OwnerDict"),
    ("shared_params.owner", "Address", "OwnerAddressDict"),
    ("crew_create_response", "Captain", "Captain"),
    ("ships.crew_create_response", "CrewCreateResponse", "CrewAnswer"),
    ("ships.crew_create_response", "Captain", "Captain"),
    ("ships.crew_create_response", "LeaderCaptain", "Captain"),
    ("ships.crew_create_params", "CrewCreateParams", "CrewCreateParams"),
    ("ships.crew_create_params", "LeaderCaptain", "CaptainDict"),
    ("ships.sailor_param", "RankByCaptain", "CaptainDict"),
    ("ships.sailor", "Rank", "Rank"),
    ("ships.sailor_param", "SailorParam", "SailorDict"),
    ("ships.sailor_param", "Rank", "RankDict"),
]


def _at(package: ModuleType, module: str, name: str) -> Any:
    return getattr(import_module(f"{package.__name__}.types.{module}"), name)


@pytest.mark.parametrize(("module", "name", "here"), NAMES)
def test_a_class_inside_another_has_the_name_that_its_place_gives(
    harbour: ModuleType, module: str, name: str, here: str
) -> None:
    found = _at(harbour, module, name)
    assert found.__name__ == here
    assert name in import_module(f"{harbour.__name__}.types.{module}").__all__


def test_a_class_that_the_mapping_names_keeps_that_name_alone(harbour: ModuleType) -> None:
    ship = import_module(f"{harbour.__name__}.types.ship")
    assert not {"Harbour", "Sister", "SisterDeck", "None", "Any", "2nd"} & set(ship.__all__)
    with pytest.raises(AttributeError):
        _ = ship.SisterDeck


def test_a_union_inside_has_its_name_too(harbour: ModuleType) -> None:
    assert _at(harbour, "ship", "Cargo") == harbour.types.Cargo


def test_a_union_without_a_name_of_its_own_has_the_one_of_its_place(harbour: ModuleType) -> None:
    types = harbour.types
    members = {each.__name__: each for each in get_args(_at(harbour, "ship", "HomeURLTarget"))}
    assert members.keys() == {"Grain", "Flag", "str", "Unrecognized"}
    assert members["Grain"] is types.Grain
    assert _at(harbour, "ship", "HomeURLTargetFlag") is types.Flag


def test_a_union_in_a_folder_has_its_name_there_too(harbour: ModuleType) -> None:
    for module in ("crew_create_response", "crew_create_params"):
        assert str in get_args(_at(harbour, f"ships.{module}", "Leader"))
        assert _at(harbour, f"ships.{module}", "Leader") == _at(harbour, module, "Leader")
        assert "Watch" not in import_module(f"{harbour.__name__}.types.ships.{module}").__all__  # it has no class


def test_an_answer_is_a_type_in_its_own_module_too(harbour: ModuleType) -> None:
    answer = _at(harbour, "ship_list_response", "ShipListResponse")
    assert answer == harbour.types.ShipListResponse
    assert get_args(answer) == (harbour.types.ShipRow,)


def test_arguments_of_models_are_exported_where_their_models_are(harbour: ModuleType) -> None:
    types = harbour.types
    assert types.HarbourParam is _at(harbour, "harbour_param", "HarbourParam")
    assert types.ships.SailorParam is _at(harbour, "ships.sailor_param", "SailorParam")
    assert types.shared_params.Owner is _at(harbour, "shared_params.owner", "Owner")
    assert not hasattr(types, "ShipParam")  # no request has one
    assert not hasattr(types, "ShipRetrieveResponseData")


@pytest.mark.parametrize("view", ["", "WithRawResponse", "WithStreamingResponse"])
@pytest.mark.parametrize("kind", ["", "Async"])
def test_resources_are_packages_where_others_are_below_them(harbour: ModuleType, kind: str, view: str) -> None:
    name = harbour.__name__
    ships = import_module(f"{name}.resources.ships")
    own, below = f"{kind}ShipsResource{view}", f"{kind}CrewsResource{view}"
    assert getattr(ships, own) is getattr(harbour.resources, own)
    assert getattr(ships, own) is getattr(import_module(f"{name}.resources.ships.ships"), own)
    assert getattr(ships, below) is getattr(import_module(f"{name}.resources.ships.crews"), below)
    assert {own, below} <= set(ships.__all__)


def test_the_client_s_resources_are_those_classes(harbour: ModuleType) -> None:
    client = harbour.HarbourMaster()
    assert isinstance(client.ships, harbour.resources.ShipsResource)
    assert isinstance(client.ships.crews, harbour.resources.ships.CrewsResource)


def test_views_have_those_of_the_resources_below(harbour: ModuleType) -> None:
    client = harbour.HarbourMaster()
    for view in (client.with_raw_response, client.with_streaming_response):
        assert callable(view.ships.crews.create)
    assert isinstance(client.ships.with_raw_response.crews, harbour.resources.ships.CrewsResourceWithRawResponse)
    assert harbour.resources.ships.crews.CrewsResource is harbour.resources.ships.CrewsResource


def test_schemas_that_all_lead_to_one_another_end_somewhere(tmp_path: Path) -> None:
    letters = "abcdefghi"
    schemas = {
        name.upper(): {
            "type": "object",
            "properties": {each: {"$ref": f"#/components/schemas/{each.upper()}"} for each in letters if each != name},
        }
        for name in letters
    }
    answer = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    paths = {"/a": {"get": {"responses": {"200": answer}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    names = tmp_path / "stainless.yml"
    names.write_text("organization: {name: tangle}\nresources: {a: {methods: {read: get /a}}}\n", "utf-8")
    text = json.dumps({**document, "components": {"schemas": schemas}})
    tangle = make_sdk(tmp_path, text, suffix=".json", names=str(names), compat="stainless")
    offered = import_module(f"{tangle.__name__}.types.a_read_response").__all__
    assert "B" in offered
    assert 100 < len(offered) < 500
