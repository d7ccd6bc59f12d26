"""The API describes itself completely, on both sites, without a warning."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

SITES = {"national": "config.national", "province": "config.province"}


@pytest.fixture(params=sorted(SITES))
def schema(request):
    """The schema of a site; the generator complains to the counters only."""
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        return SchemaGenerator(urlconf=SITES[request.param]).get_schema(public=True)


def operations(schema):
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_schema_generates_without_warnings(schema):
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache
    validate_schema(schema)


def test_every_operation_is_named_tagged_and_described(schema):
    found = operations(schema)
    tags = {tag["name"] for tag in schema["tags"]}

    assert len({operation["operationId"] for *_, operation in found}) == len(found) > 5
    assert [path for path, _, operation in found if not set(operation["tags"]) <= tags] == []
    assert [path for path, _, operation in found if not operation.get("description")] == []


def test_keys_are_described(schema):
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_schema_and_docs_are_served(national_client, quangnam_client, ministry, quangnam):
    for client in (national_client, quangnam_client):
        assert client.get("/api/v1/schema/").status_code == 200
        assert client.get("/api/v1/docs/").status_code == 200
    national = national_client.get("/api/v1/schema/?format=json").json()["paths"]
    province = quangnam_client.get("/api/v1/schema/?format=json").json()["paths"]
    assert "/api/v1/adoptions/" in set(national) - set(province)
    assert "/api/v1/library/standings/" in set(province) - set(national)
