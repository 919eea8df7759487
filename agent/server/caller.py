"""The command line's side of the HTTP routes: finds the running agent and calls it with its own token."""

import http.client
import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel

from agent.server.binding import HOST
from agent.server.instance import Running, find
from agent.server.state import StateDirectory

Model = TypeVar("Model", bound=BaseModel)
_SECONDS = 5.0
_FILE = re.compile(r'filename="(tenken-[\w-]+\.\w+)"', re.ASCII)
"""A name that can be written to where the command runs."""
NOT_RUNNING = "the agent is not running: start it with `tenken serve`"


class CallError(Exception):
    """The agent could not be asked, or said no; the text is one line with the remedy."""


def running(state: StateDirectory) -> Running:
    """The agent of ``state``; it may have been killed meanwhile. Raises ``CallError``."""
    found = find(state)
    if found is None:
        raise CallError(NOT_RUNNING)
    return found


def call(
    agent: Running, method: str, path: str, model: type[Model], body: dict[str, Any] | None = None
) -> Model:
    """The answer of one route. Raises ``CallError``."""
    return model.model_validate_json(fetch(agent, method, path, body))


def fetch(
    agent: Running, method: str, path: str, body: dict[str, Any] | None = None, seconds: float = _SECONDS
) -> bytes:
    """The answer of one route as it came. Raises ``CallError``."""
    return _asked(agent, method, path, body, seconds)[1]


def download(agent: Running, path: str, seconds: float = _SECONDS) -> tuple[str, bytes]:
    """A file that a route sends: the name that it gives it, and what is in it. Raises ``CallError``."""
    headers, data = _asked(agent, "GET", path, None, seconds)
    name = _FILE.search(headers.get("Content-Disposition", ""))
    if name is None:
        raise CallError(_another(agent))
    return name[1], data


def _asked(
    agent: Running, method: str, path: str, body: dict[str, Any] | None, seconds: float
) -> tuple[http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(HOST, agent.port, timeout=seconds)
    headers = {"Authorization": f"Bearer {agent.cli_token}"}
    content = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        content = json.dumps(body)
    try:
        connection.request(method, path, body=content, headers=headers)
        response = connection.getresponse()
        data = response.read()
    except TimeoutError:
        message = (
            f"the agent (process {agent.pid}, port {agent.port}) does not answer: stop it and start it again"
        )
        raise CallError(message) from None
    except (OSError, http.client.HTTPException):
        raise CallError(NOT_RUNNING) from None
    finally:
        connection.close()
    if response.status == http.client.OK:
        return response.headers, data
    if response.status in (http.client.UNAUTHORIZED, http.client.MISDIRECTED_REQUEST):
        raise CallError(_another(agent))
    raise CallError(_words(response.status, data))


def _another(agent: Running) -> str:
    return f"port {agent.port} is answered by another program or agent: start yours with `tenken serve`"


def _words(status: int, data: bytes) -> str:
    try:
        return f"the agent refused: {json.loads(data)['message']}"
    except (ValueError, KeyError, TypeError):
        return f"the agent refused with status {status}"
