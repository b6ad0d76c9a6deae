"""``generated.lock`` remembers the names of types: what is generated again, or checked, has the names that it had."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trueline.cli import main
from trueline.errors import ExitCode

ORDER = {"type": "string", "enum": ["asc", "desc"]}
WIDER = {"type": "string", "enum": ["asc", "desc", "none"]}


def document(**orders: dict[str, Any]) -> dict[str, Any]:
    """A GET for each name, with a parameter ``order``."""
    answer = {"200": {"description": "ok"}}
    paths = {
        f"/{name}": {"get": {"parameters": [{"name": "order", "in": "query", "schema": order}], "responses": answer}}
        for name, order in orders.items()
    }
    return copy.deepcopy({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1.0.0"}, "paths": paths})


class Shop:
    """A document and the SDK made from it."""

    def __init__(self, folder: Path) -> None:
        self.spec, self.sdk = folder / "shop.json", folder / "sdk"

    def generate(self, *options: str, **orders: dict[str, Any]) -> int:
        if orders:
            self.spec.write_text(json.dumps(document(**orders)), "utf-8")
        return main(["generate", str(self.spec), "--output", str(self.sdk), "--package", "shop", *options])

    @property
    def types(self) -> set[str]:
        return {path.stem for path in (self.sdk / "src/shop/types").glob("*_order.py")} | {
            path.stem for path in (self.sdk / "src/shop/types").glob("order*.py")
        }

    @property
    def lock(self) -> dict[str, Any]:
        return dict(json.loads((self.sdk / "generated.lock").read_text("utf-8")))

    def forget(self) -> None:
        """The lock as it was before names were remembered."""
        lock = self.lock
        del lock["names"]
        (self.sdk / "generated.lock").write_text(json.dumps(lock), "utf-8")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_lock_says_which_places_a_class_is_for(shop: Shop) -> None:
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    assert shop.types == {"order"}
    assert shop.lock["names"]["Order"]["places"] == ["GetCarsOrder", "GetPetsOrder"]


def test_an_addition_renames_nothing_and_the_check_agrees(shop: Shop) -> None:
    assert shop.generate(pets=ORDER) == ExitCode.DONE
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    assert shop.types == {"get_pets_order"}
    assert shop.generate("--check") == ExitCode.DONE


def test_a_split_leaves_the_name_where_most_uses_are_and_the_check_agrees(shop: Shop) -> None:
    assert shop.generate(pets=ORDER, cars=ORDER, owners=ORDER) == ExitCode.DONE
    assert shop.generate(pets=WIDER, cars=ORDER, owners=ORDER) == ExitCode.DONE
    assert shop.types == {"order", "get_pets_order"}
    assert "NONE" not in (shop.sdk / "src/shop/types/order.py").read_text("utf-8")
    assert shop.generate("--check") == ExitCode.DONE


def test_an_sdk_made_before_classes_were_shared_keeps_all_its_names(shop: Shop) -> None:
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    shop.forget()
    assert shop.generate() == ExitCode.DONE
    assert shop.types == {"get_pets_order", "get_cars_order"}
    assert shop.generate(pets=ORDER, cars=ORDER, owners=ORDER) == ExitCode.DONE
    assert shop.types == {"get_pets_order", "get_cars_order", "get_owners_order"}
    assert shop.generate("--check") == ExitCode.DONE


def test_an_sdk_that_has_nothing_to_share_yet_shares_from_now_on(shop: Shop) -> None:
    assert shop.generate(pets=ORDER) == ExitCode.DONE
    shop.forget()
    assert shop.generate() == ExitCode.DONE
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    assert shop.types == {"get_pets_order"}


def test_without_a_lock_and_by_force_names_are_chosen_anew(shop: Shop) -> None:
    assert shop.generate(pets=ORDER) == ExitCode.DONE
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    (shop.sdk / "generated.lock").unlink()
    assert shop.generate("--force") == ExitCode.DONE
    assert "order" in shop.types


@pytest.mark.parametrize(
    "names",
    [[], {"Order": []}, {"Order": {"shape": 1, "places": []}}, {"Order": {"shape": "", "places": [1]}}, {"not a": {}}],
)
def test_a_memory_that_makes_no_sense_is_told_of_and_nothing_is_written(
    shop: Shop, names: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.generate(pets=ORDER) == ExitCode.DONE
    lock = json.dumps({**shop.lock, "names": names})
    (shop.sdk / "generated.lock").write_text(lock, "utf-8")
    assert shop.generate(pets=WIDER) == ExitCode.DRIFT
    assert "generated.lock" in capsys.readouterr().err
    assert (shop.sdk / "generated.lock").read_text("utf-8") == lock
    assert shop.generate("--force") == ExitCode.DONE


def test_the_reference_and_the_canonical_document_have_the_names_that_the_lock_remembers(shop: Shop) -> None:
    assert shop.generate(pets=ORDER) == ExitCode.DONE
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    lock = ["--lock", str(shop.sdk / "generated.lock")]
    page, canonical = shop.spec.with_name("api.md"), shop.spec.with_name("canonical.json")
    assert main(["docs", str(shop.spec), "--output", str(page), *lock]) == ExitCode.DONE
    assert main(["canonical", str(shop.spec), "--output", str(canonical), *lock]) == ExitCode.DONE
    assert set(json.loads(canonical.read_text("utf-8"))["components"]["schemas"]) == {"GetPetsOrder"}
    assert "GetPetsOrder" in page.read_text("utf-8")


@pytest.mark.parametrize("command", [["canonical"], ["docs", "--output", "api.md"]])
def test_a_lock_that_is_not_there_is_told_of(
    shop: Shop, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shop.spec.write_text(json.dumps(document(pets=ORDER)), "utf-8")
    assert main([*command, str(shop.spec), "--lock", str(shop.sdk / "generated.lock")]) == ExitCode.USAGE
    assert "there is no such lock" in capsys.readouterr().err


def test_the_diff_speaks_of_the_names_that_the_lock_remembers(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert shop.generate(pets=ORDER) == ExitCode.DONE
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    new = shop.spec.with_name("new.json")
    new.write_text(json.dumps(document(pets=WIDER, cars=WIDER)), "utf-8")
    capsys.readouterr()
    lock = str(shop.sdk / "generated.lock")
    assert main(["diff", str(shop.spec), str(new), "--lock", lock, "--format", "json"]) == ExitCode.DONE
    told = json.loads(capsys.readouterr().out)["changes"]
    assert {change["sentence"] for change in told if change["sdk"] != "patch"} == {"`GetPetsOrder` can now be none."}


def test_a_layout_with_names_of_its_own_remembers_nothing(shop: Shop) -> None:
    assert shop.generate("--layout", "openapi-python-client", pets=ORDER, cars=ORDER) == ExitCode.DONE
    assert "names" not in shop.lock


def test_one_class_serves_all_places_that_share_it(shop: Shop) -> None:
    assert shop.generate(pets=ORDER, cars=ORDER) == ExitCode.DONE
    program = "from shop.types import Order; import shop; print(Order.ASC.value, Order('desc').name)"
    environment = {"PYTHONPATH": str(shop.sdk / "src"), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["asc", "DESC"]
