"""Bodies in both directions: read under a limit and a deadline, answered as JSON."""

import asyncio
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from agent.server.refusals import RefusedError
from agent.server.route import ROUTE, Route
from agent.server.settings import AGENT, Agent
from agent.server.strict_json import JsonError
from agent.server.validation import MessageError, explain, read_model

Model = TypeVar("Model", bound=BaseModel)


def body_limit(route: Route, agent: Agent) -> int:
    """Bytes that a body of this route may have."""
    if route.body is None:
        return 0
    budget = agent.budget
    limits = {"json": budget.json_bytes, "image": budget.image_bytes, "lesson": budget.lesson_bytes}
    return limits[route.body]


async def read_body(request: web.Request) -> bytes:
    """12. The whole body. Refuses more than the route's limit (413) and a body that drips (408)."""
    agent = request.app[AGENT]
    limit = body_limit(request[ROUTE], agent)
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(agent.budget.body_seconds):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size > limit:
                    raise RefusedError(413, "too-long", f"expected a body of at most {limit} bytes")
                chunks.append(chunk)
    except TimeoutError:
        seconds = agent.budget.body_seconds
        raise RefusedError(408, "body-timeout", f"expected the whole body within {seconds:g} s") from None
    except web.RequestPayloadError:
        raise RefusedError(400, "body", "expected a whole, well-formed body") from None
    return b"".join(chunks)


async def read_request(request: web.Request, model: type[Model]) -> Model:
    """13 and 14. The JSON body as ``model``: 400 for bad JSON, 422 for a wrong shape."""
    body = await read_body(request)
    try:
        return read_model(model, body)
    except JsonError as error:
        raise RefusedError(400, "json", str(error)) from None
    except MessageError as error:
        raise RefusedError(422, "shape", str(error)) from None


def read_query(request: web.Request, model: type[Model]) -> Model:
    """The query as ``model``; every value is a word. Raises 422 for a wrong or unknown one."""
    try:
        return model.model_validate_strings(dict(request.query))
    except ValidationError as error:
        raise RefusedError(422, "query", explain(error)) from None


def answer(model: BaseModel, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(
        status=status, body=model.model_dump_json().encode("utf-8"), content_type="application/json"
    )
