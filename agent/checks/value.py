"""Values that a rule names by a path: texts of the listing, and what is known beside it. No check."""

from collections.abc import Callable
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from agent.context import Context
from agent.listing import TEXT_FIELDS, Listing, TextField

Kind = Literal["text", "number", "flag", "part"]
Entries = tuple[Any, ...]
"""The values at a path: one, or as many as a list holds; texts, numbers, flags or parts."""


@dataclass(frozen=True, slots=True)
class Value:
    """What stands at a path, resolved once; ``read`` is what a judge asks."""

    path: str
    kind: Kind
    many: bool
    """Whether there is a list on the way: ``issues.code`` are all codes."""
    choices: frozenset[str]
    """The texts that can stand there, where they are a closed set."""
    field: TextField | None
    """The listing's field, where the path is one."""
    read: Callable[[Listing], Entries | None]
    """The values; ``None`` when nobody said, which is not the same as an empty text or list."""


def resolve(path: str) -> Value:
    """What ``path`` names: ``price`` a field of the listing, ``offer.quantity`` a part of its context.

    Raises ``ValueError`` naming the step that is not there and what is.
    """
    if path in TEXT_FIELDS:
        field: TextField = path
        return Value(path, "text", field in ("bullets", "messages"), frozenset(), field, _of_field(field))
    steps = path.split(".")
    here: Any = Context
    many = False
    for step in steps:
        here = _inner(here, step, path)
        listed, here = _unwrapped(here)
        many = many or listed
    kind, choices = _kind(here)
    read = _through_lists(tuple(steps)) if many else _of_context(tuple(steps))
    return Value(path, kind, many, choices, None, read)


def _inner(here: Any, step: str, path: str) -> Any:  # noqa: ANN401 - annotations are any object
    if get_origin(here) is dict:
        return get_args(here)[1]
    if isinstance(here, type) and issubclass(here, BaseModel):
        if step in here.model_fields:
            return here.model_fields[step].annotation
        msg = f"path '{path}': {here.__name__} has no '{step}', only {', '.join(here.model_fields)}"
        if here is Context:
            msg += f"; a listing's own texts are {', '.join(TEXT_FIELDS)}"
        raise ValueError(msg)
    msg = f"path '{path}': nothing stands below the value before '{step}'"
    raise ValueError(msg)


def _unwrapped(annotation: Any) -> tuple[bool, Any]:  # noqa: ANN401 - annotations are any object
    """Whether it is a list, and what one of its values is, without ``Annotated`` and ``| None``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if origin in (Union, UnionType):
        (inner,) = (option for option in get_args(annotation) if option is not type(None))
        return _unwrapped(inner)
    if origin is tuple:
        return True, _unwrapped(get_args(annotation)[0])[1]
    return False, annotation


def _kind(annotation: Any) -> tuple[Kind, frozenset[str]]:  # noqa: ANN401 - annotations are any object
    if get_origin(annotation) is Literal:
        return "text", frozenset(get_args(annotation))
    kinds: dict[Any, Kind] = {str: "text", bool: "flag", int: "number", float: "number"}
    return kinds.get(annotation, "part"), frozenset()


def _of_field(field: TextField) -> Callable[[Listing], Entries | None]:
    def read(listing: Listing) -> Entries | None:
        text = getattr(listing, field)
        return None if text is None else _entries(text)

    return read


def _of_context(steps: tuple[str, ...]) -> Callable[[Listing], Entries | None]:
    def read(listing: Listing) -> Entries | None:
        here: Any = listing.context
        for step in steps:
            here = _below(here, step)
            if here is None:
                return None
        return (here,)

    return read


def _through_lists(steps: tuple[str, ...]) -> Callable[[Listing], Entries | None]:
    def read(listing: Listing) -> Entries | None:
        here: Entries = (listing.context,)
        for step in steps:
            found = [_below(value, step) for value in here]
            known = [value for value in found if value is not None]
            if here and not known:
                return None
            here = tuple(
                entry for value in known for entry in (value if isinstance(value, tuple) else (value,))
            )
        return here

    return read


def _entries(value: Any) -> Entries:  # noqa: ANN401 - one value or several
    return value if isinstance(value, tuple) else (value,)


def _below(value: Any, step: str) -> Any:  # noqa: ANN401 - any member of a part
    return value.get(step) if isinstance(value, dict) else getattr(value, step)
