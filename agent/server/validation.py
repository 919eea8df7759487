"""Decoded JSON to a message model, and what to tell the sender of a wrong one."""

from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from agent.server import strict_json

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")
_SHOWN = 5
_OWN_WORDS = {
    "extra_forbidden": "unknown field",
    "union_tag_invalid": "unknown message type",
    "union_tag_not_found": "expected a message type",
}
"""Instead of pydantic's texts that quote the input."""


class MessageError(ValueError):
    """Well-formed JSON of the wrong shape; the text names the fields and what was expected there."""


class _Adapter(Protocol):
    def __call__(self, data: bytes | str, /) -> Any: ...  # noqa: ANN401 - narrowed by the callers below


def read_model(model: type[Model], data: bytes | str) -> Model:
    """``data`` as ``model``. Raises ``JsonError`` for bad JSON and ``MessageError`` for a bad shape."""
    result: Model = _read(lambda text: model.model_validate_json(text, strict=True), data)
    return result


def read_union(adapter: TypeAdapter[Value], data: bytes | str) -> Value:
    """``data`` as one of the models of ``adapter``; raises as ``read_model`` does."""
    result: Value = _read(lambda text: adapter.validate_json(text, strict=True), data)
    return result


def _read(parse: _Adapter, data: bytes | str) -> Any:  # noqa: ANN401
    # Two parsers: only the first knows duplicate keys; only the second is strict yet takes lists for tuples.
    strict_json.decode(data)
    try:
        return parse(data)
    except ValidationError as error:
        raise MessageError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """``field.path: what was expected``, several joined by ``; ``; holds no text of the input."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    shown = [_explain_one(fault["type"], fault["loc"], fault["msg"]) for fault in faults[:_SHOWN]]
    if len(faults) > _SHOWN:
        shown.append(f"{len(faults) - _SHOWN} more")
    return "; ".join(shown)


def _explain_one(kind: str, place: tuple[int | str, ...], message: str) -> str:
    if kind == "extra_forbidden":
        place = place[:-1]  # the last part is the sender's own word
    path = ".".join(str(part) for part in place)
    text = _OWN_WORDS.get(kind, message)
    return f"{path}: {text}" if path else text
