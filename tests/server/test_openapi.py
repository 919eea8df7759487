"""The OpenAPI document says what the agent does: every answer to arbitrary requests fits it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from agent.server import openapi
from agent.server.limits import Budget
from agent.server.routes import ROUTES
from tests.server.agents import LocalAgent, running
from tests.server.client import call

DOCUMENT: dict[str, Any] = json.loads(json.dumps(openapi.document()))
FIELDS = sorted(DOCUMENT["components"]["schemas"]["Listing"]["properties"])


def schema_of(operation: dict[str, Any], status: int) -> dict[str, Any] | None:
    """Schema of one described answer; ``None`` when it is described without a body."""
    described = operation["responses"][str(status)]
    content = described.get("content")
    return None if content is None else {**content["application/json"]["schema"], **ROOT}


ROOT = {"components": DOCUMENT["components"]}


def test_every_route_is_described_and_nothing_else() -> None:
    described = {(method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item}
    assert described == {(route.method, route.path) for route in ROUTES}
    for route in ROUTES:
        operation = DOCUMENT["paths"][route.path][route.method.lower()]
        assert ("security" in operation) == bool(route.roles)


def test_every_schema_of_the_document_is_valid_and_every_reference_resolves() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(DOCUMENT)
    for name in [part.split('"')[0] for part in text.split("#/components/schemas/")[1:]]:
        assert name in DOCUMENT["components"]["schemas"]


def test_the_document_is_the_same_every_time() -> None:
    assert openapi.document() == openapi.document()


async def test_the_agent_hands_out_the_same_document_to_who_may_ask(local_agent: LocalAgent) -> None:
    async with call(local_agent.port, "GET", "/v1/openapi.json", local_agent.token) as answer:
        assert await answer.json() == DOCUMENT
    async with call(local_agent.port, "GET", "/v1/openapi.json") as answer:
        assert answer.status == 401


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
texts = st.text(max_size=40)
nearly_listings = st.fixed_dictionaries(
    {"platform": st.sampled_from(["amazon", "mercari", "mercari-shops"]) | anything},
    optional={name: texts | st.lists(texts, max_size=3) | anything for name in FIELDS if name != "platform"},
)
bodies = st.fixed_dictionaries(
    {"listing": nearly_listings}, optional={"locale": st.sampled_from(["zh", "ja", "en", "fr"]) | anything}
)
loose = Budget(cli_requests_per_second=10_000, cli_request_burst=100_000)


@pytest.fixture
async def roomy_agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with running(tmp_path, budget=loose) as agent:
        yield agent


@given(body=bodies | anything, route=st.sampled_from(["/v1/check", "/v1/pairings"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_d03_any_json_gets_an_answer_that_the_document_describes(
    roomy_agent: LocalAgent, body: object, route: str
) -> None:
    sent = json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    async with call(roomy_agent.port, "POST", route, roomy_agent.token, data=sent, headers=kind) as answer:
        assert answer.status in (200, 400, 422)
        schema = schema_of(DOCUMENT["paths"][route]["post"], answer.status)
        assert schema is not None
        jsonschema.validate(await answer.json(), schema)


async def test_every_success_and_refusal_of_the_other_routes_fits_its_schema(local_agent: LocalAgent) -> None:
    await local_agent.paired()
    picture = {"data": b"picture", "headers": {"Content-Type": "image/png"}}
    requests: list[tuple[str, str, str, str | None, dict[str, Any]]] = [
        ("POST", "/v1/images", "/v1/images", local_agent.token, picture),
        ("POST", "/v1/images", "/v1/images", None, picture),
        ("POST", "/v1/images", "/v1/images", local_agent.token, {"data": b"x"}),
        ("GET", "/v1/pairings", "/v1/pairings", local_agent.token, {}),
        ("DELETE", "/v1/pairings/x", "/v1/pairings/{client_id}", local_agent.token, {}),
        ("DELETE", "/v1/pairings", "/v1/pairings", local_agent.token, {}),
        ("POST", "/v1/waivers/choices", "/v1/waivers/choices", local_agent.token, {"json": {}}),
        ("POST", "/v1/waivers", "/v1/waivers", local_agent.token, {"json": {}}),
        ("DELETE", "/v1/waivers/x", "/v1/waivers/{id}", local_agent.token, {}),
    ]
    for method, path, template, token, options in requests:
        async with call(local_agent.port, method, path, token, **options) as answer:
            schema = schema_of(DOCUMENT["paths"][template][method.lower()], answer.status)
            assert schema is not None
            jsonschema.validate(await answer.json(), schema)
