"""The pydantic models of the wire as TypeScript declarations and JavaScript constants."""

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from types import NoneType
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from agent import (
    context,
    groups,
    listing,
    picture,
    report,
    wire,
    wire_console,
    wire_http,
    wire_lesson,
    wire_parts,
)

MODULES = (
    *(context, listing, picture, report, groups),
    *(wire_parts, wire, wire_http, wire_lesson, wire_console),
)
SENT = (
    *(wire.Hello, wire.Auth, wire.Audit, wire.Ping),
    *(wire_lesson.Attempt, wire_lesson.Answer, wire_lesson.Join, wire_lesson.Staged, wire_lesson.Gone),
    *(wire_http.CheckRequest, wire_http.WaiverQuestion, wire_http.WaiverRequest),
    *(wire_console.ConsoleHello, wire_console.ConsoleRequest, wire_console.Watch, wire_console.Direct),
    *(wire_console.Name, wire_console.Ask, wire_console.Unask, wire_console.Finish),
)
"""What the extension, the console and scripts send: there a field with a default may be left out."""
WIDTH = 100
SCALARS: dict[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    NoneType: "null",
    date: "string",
    AwareDatetime: "string",
}


def declarations() -> str:
    """``declare namespace Wire`` with every named literal, model and union of the wire."""
    parts = [*_aliases(), *(_interface(model) for model in _models()), *_unions()]
    return "declare namespace Wire {\n" + textwrap.indent("\n\n".join(parts), "  ") + "\n}\n"


def constants() -> str:
    """Numbers and names of the wire as an ES module."""
    codes = [f"  {name}: {code}," for name, code in vars(wire.CloseCode).items() if name.isupper()]
    fields = [f'    "{field}",' for field in listing.SCREEN_FIELDS]
    names = [f'    "{group}",' for group in groups.GROUPS]
    return "\n".join(
        [
            "/** Version of the messages; both sides must speak the same. */",
            f"export const PROTOCOL = {wire.PROTOCOL};",
            "/** Ports of the agent, in the order they are tried; the manifest allows no others. */",
            f"export const PORTS = Object.freeze({list(wire.PORTS)});",
            "/** A `ping` is sent this often. */",
            f"export const KEEPALIVE_SECONDS = {wire.KEEPALIVE_SECONDS};",
            "/** Why the agent closed a socket. */",
            "export const CLOSE_CODES = Object.freeze({",
            *codes,
            "});",
            "/** Every field a finding may point at, in the order of the listing. */",
            "export const SCREEN_FIELDS = Object.freeze(",
            "  /** @type {Wire.ScreenField[]} */ ([",
            *fields,
            "  ]),",
            ");",
            "/** Every group of rules. */",
            "export const GROUPS = Object.freeze(",
            "  /** @type {Wire.Group[]} */ ([",
            *names,
            "  ]),",
            ");",
            "",
        ]
    )


def _aliases() -> Iterator[str]:
    for value, name in _literal_names().items():
        yield _wrapped(f"type {name} =", [f'"{choice}"' for choice in value])


def _literal_names() -> dict[tuple[str, ...], str]:
    """Choices of every ``Literal`` that has a name, and the name."""
    return {
        get_args(value): name
        for module in MODULES
        for name, value in vars(module).items()
        if get_origin(value) is Literal and not name.startswith("_")
    }


def _wrapped(head: str, choices: list[str]) -> str:
    line = f"{head} {' | '.join(choices)};"
    if len(line) + 2 <= WIDTH:
        return line
    return head + "".join(f"\n  | {choice}" for choice in choices) + ";"


def _models() -> list[type[BaseModel]]:
    found = [
        value
        for module in MODULES
        for value in vars(module).values()
        if _is_model(value) and value.__module__ == module.__name__
    ]
    return [model for model in found if not model.__name__.startswith("_")]


def _unions() -> Iterator[str]:
    for module, name in (
        *((wire, "ClientMessage"), (wire, "AgentMessage")),
        *((wire_console, "ConsoleMessage"), (wire_console, "ToConsole")),
    ):
        yield f"type {name} = {_type(getattr(module, name))};"


def _sent() -> set[type[BaseModel]]:
    waiting: list[type[BaseModel]] = [*SENT]
    found: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            for info in model.model_fields.values():
                waiting.extend(part for part in _parts(info.annotation) if _is_model(part))
    return found


def _is_model(value: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(value, type) and issubclass(value, BaseModel)


def _parts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - type expressions have no type of their own
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _interface(model: type[BaseModel]) -> str:
    notes = _notes(model)
    lines = [*_comment(inspect.cleandoc(model.__doc__ or "")), f"interface {model.__name__} {{"]
    for name, info in model.model_fields.items():
        lines.extend(f"  {line}" for line in _comment(notes.get(name, "")))
        lines.append(f"  {name}{_mark(model, name, info)}: {_type(info.annotation)};")
    return "\n".join([*lines, "}"])


def _mark(model: type[BaseModel], name: str, info: FieldInfo) -> str:
    # "type" tells messages apart: it is always written, whatever its default.
    omitted = model in _sent() and not info.is_required() and name != "type"
    return "?" if omitted or info.exclude_if is not None else ""


def _notes(model: type[BaseModel]) -> dict[str, str]:
    """The string below each field, which Python itself throws away."""
    definition = ast.parse(inspect.getsource(model)).body[0]
    if not isinstance(definition, ast.ClassDef):
        return {}
    notes = {}
    for field, note in pairwise(definition.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match note:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    notes[field.target.id] = inspect.cleandoc(text)
    return notes


def _comment(text: str) -> list[str]:
    lines = text.replace("``None``", "`null`").replace("``", "`").splitlines()
    if len(lines) <= 1:
        return [f"/** {line} */" for line in lines]
    return ["/**", *(f" * {line}".rstrip() for line in lines), " */"]


def _type(annotation: Any) -> str:  # noqa: ANN401 - type expressions have no type of their own
    """The TypeScript type of one annotation; arrays are plain, as ``JSON.parse`` makes them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in SCALARS:
        shape = SCALARS[annotation]
    elif _is_model(annotation):
        shape = annotation.__name__
    elif origin is Annotated:
        shape = _type(arguments[0])
    elif origin is Literal:
        shape = _literal_names().get(arguments) or " | ".join(f'"{choice}"' for choice in arguments)
    elif origin in (Union, types.UnionType):
        shape = " | ".join(_type(part) for part in arguments)
    elif origin is tuple:
        listed = arguments[-1] is Ellipsis
        shape = f"{_type(arguments[0])}[]" if listed else f"[{', '.join(map(_type, arguments))}]"
    elif origin is dict:
        shape = f"{{ [name: string]: {_type(arguments[1])} }}"
    else:
        message = f"scripts/wire_types.py has no TypeScript for {annotation!r}; add it to _type()"
        raise TypeError(message)
    return shape
