"""The OpenAPI document, made of the route table and the models."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from agent import __version__
from agent.server.models import Problem
from agent.server.route import Route
from agent.server.routes import ROUTES

_REF = "#/components/schemas/{model}"
_BOUNDARY = {
    "400": "Not HTTP/1.1, no origin-form target, or not acceptable JSON.",
    "403": "Sec-Fetch-Site, Origin, role, or any OPTIONS request.",
    "421": "Host is not exactly 127.0.0.1 and the agent's port. No body.",
}
_BEARER = {
    "401": "No valid bearer token.",
    "413": "The body is too long.",
    "429": "Too many requests; wait as Retry-After says.",
    "500": "An internal fault; its id is in the agent's log.",
    "503": "Busy; wait as Retry-After says.",
}
_BODY = {
    "408": "The body did not arrive in time.",
    "415": "Another Content-Type than described, or a Content-Encoding.",
}
_JSON = {"422": "The JSON or the query has another shape than described."}


@cache
def document() -> dict[str, object]:
    """OpenAPI 3.1 of all routes; the same for the same version. Made when first asked for."""
    models = {model for route in ROUTES for model in (route.request, route.response) if model is not None}
    ordered = sorted(models | {Problem}, key=lambda model: model.__name__)
    _, definitions = models_json_schema([(model, "validation") for model in ordered], ref_template=_REF)
    paths: dict[str, dict[str, object]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tenken agent",
            "version": __version__,
            "description": (
                "Judges marketplace listings. Listens on 127.0.0.1 only. Every answer is `no-store`; no"
                " `Access-Control-*` header is ever sent. The bearer is `cli_token` of `agent.json` in the"
                " state directory, the `session_token` of the extension's handshake, or a console's `token`."
            ),
        },
        "servers": [{"url": "http://127.0.0.1:8765"}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route) -> dict[str, object]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "responses": _responses(route),
    }
    if parameters := _parameters(route):
        operation["parameters"] = parameters
    if route.roles:
        operation["security"] = [{"bearer": []}]
        operation["x-roles"] = sorted(route.roles)
    if route.body in ("json", "lesson") and route.request is not None:
        operation["requestBody"] = {"required": True, "content": _json(route.request)}
    elif route.body == "image":
        operation["requestBody"] = {"required": True, "content": {"image/*": {}}}
    return operation


def _parameters(route: Route) -> list[dict[str, object]]:
    named: list[dict[str, object]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    if route.query is not None:
        for name, schema in route.query.model_json_schema()["properties"].items():
            named.append({"name": name, "in": "query", "required": False, "schema": schema})
    return named


def _responses(route: Route) -> dict[str, object]:
    success: dict[str, object] = {"description": "Done."}
    if route.response is not None:
        success["content"] = _json(route.response)
    elif route.media:
        success["content"] = {media: {} for media in route.media}
    faults = dict(_BOUNDARY)
    if route.roles:
        faults |= _BEARER
    if route.body is not None:
        faults |= _BODY
    if route.body in ("json", "lesson") or route.query is not None:
        faults |= _JSON
    faults |= route.refusals
    status = "101" if route.socket else "200"
    described: dict[str, object] = {status: success}
    for code, text in sorted(faults.items()):
        described[code] = {"description": text} | ({} if code == "421" else {"content": _json(Problem)})
    return described


def _json(model: type[BaseModel]) -> dict[str, object]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}
