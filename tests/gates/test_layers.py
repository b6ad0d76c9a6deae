"""The layers gate: imports go one way."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import said
from tollkeeper_gates.layers import layers
from tollkeeper_gates.layers_page import page

from trueline.gates.checkout import Checkout

ROOT = Path(__file__).parents[2]

CONTRACT = """\
[tool.importlinter]
root_packages = ["acme"]

[[tool.importlinter.contracts]]
name = "Layers"
type = "layers"
layers = ["acme.shop", "acme.stock"]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A checkout with two layers: the shop is above the stock."""
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    package = tmp_path / "src/acme"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "shop.py").write_text("from acme import stock\n\nSOLD = stock.ITEMS\n")
    (package / "stock.py").write_text("ITEMS = 3\n")
    return tmp_path


def test_imports_that_go_down_pass(small: Path) -> None:
    assert layers(Checkout(small)).ok


def test_an_import_that_goes_up_is_named_with_its_line_and_the_rule(small: Path) -> None:
    (small / "src/acme/stock.py").write_text("ITEMS = 3\n\nimport acme.shop\n")
    text = said(layers(Checkout(small)))
    assert "acme.stock:3: acme.stock is not allowed to import acme.shop" in text


def test_a_contract_that_names_no_module_is_no_success(small: Path) -> None:
    (small / "pyproject.toml").write_text(CONTRACT.replace("acme.stock", "acme.store"))
    assert "import-linter failed" in said(layers(Checkout(small)))


def test_a_checkout_without_contracts_passes(small: Path) -> None:
    (small / "pyproject.toml").write_text('[project]\nname = "acme"\n')
    assert layers(Checkout(small)).ok


def test_a_drawing_that_does_not_show_the_contracts_is_named(small: Path) -> None:
    (small / "docs").mkdir()
    drawing = small / "docs/layers.md"
    drawing.write_text(page(small / "pyproject.toml"))
    assert layers(Checkout(small)).ok
    (small / "pyproject.toml").write_text(CONTRACT.replace("Layers", "What may import what"))
    assert "docs/layers.md: this page does not show the contracts" in said(layers(Checkout(small)))


def test_the_layers_of_this_checkout_are_held_and_drawn() -> None:
    assert layers(Checkout(ROOT)).problems == ()
    assert (ROOT / "docs/layers.md").is_file()
