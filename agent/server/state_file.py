"""State that is kept as one JSON file with a version: read, refused when newer, set aside when damaged."""

import structlog
from pydantic import BaseModel, ValidationError

from agent.server.state import StateDirectory, StateError
from agent.server.strict_json import JsonError
from agent.server.validation import MessageError, Model, read_model

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def read_state(
    state: StateDirectory, name: str, model: type[Model], version: int, *, remedy: str
) -> Model | None:
    """What the file holds; ``None`` without one, and for one that cannot be understood.

    Such a file is set aside, and an event says so, with the ``remedy``. Raises ``StateError`` for a file of
    a version after ``version``, and as ``StateDirectory.read`` does.
    """
    content = state.read(name)
    if content is None:
        return None
    try:
        return read_model(model, content)
    except (JsonError, MessageError) as error:
        if _version(content) > version:
            message = f"{state.path / name} was written by a newer tenken: update this one"
            raise StateError(message) from None
        aside = state.set_aside(name)
        event = f"{name.removesuffix('.json')}.corrupt"
        log.warning(event, moved_to=str(aside), reason=str(error), remedy=remedy)
        return None


class _Versioned(BaseModel):
    version: int


def _version(content: bytes) -> int:
    """The version that a file says; 0 when it says none."""
    try:
        return _Versioned.model_validate_json(content).version
    except ValidationError:
        return 0
