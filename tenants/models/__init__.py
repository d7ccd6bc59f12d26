"""What the country knows about its provinces; every table here stands in public only."""

from tenants.models.application import ProvinceApplication
from tenants.models.installation import Installation
from tenants.models.ledger import Blueprint, SchemaState
from tenants.models.province import Domain, Province, ProvinceArea, RetiredSlug
from tenants.models.units import AdministrativeUnit, UnitSuccession

__all__ = [
    "AdministrativeUnit",
    "Blueprint",
    "Domain",
    "Installation",
    "Province",
    "ProvinceApplication",
    "ProvinceArea",
    "RetiredSlug",
    "SchemaState",
    "UnitSuccession",
]
