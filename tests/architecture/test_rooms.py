"""Every room stands in the import contracts; a new folder must be given its place there."""

import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
OUTSIDE = {"tests", "deploy"}


def test_every_package_stands_in_a_layer():
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        linter = tomllib.load(file)["tool"]["importlinter"]
    packages = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")} - OUTSIDE
    layers = {room.strip() for line in linter["contracts"][0]["layers"] for room in line.split("|")}

    assert packages == set(linter["root_packages"]) == layers


def test_top_level_holds_the_named_folders_only():
    named = {
        "config", "tenants", "catalog", "enrollment", "analytics", "billing",
        "tests", "deploy", "docs", "locale", "var",
    }  # fmt: skip
    found = {
        path.name
        for path in CHECKOUT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name != "__pycache__"
    }

    assert found <= named
