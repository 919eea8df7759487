"""The TypeScript of the wire says exactly what the pydantic models say."""

import re

import pytest

from agent import wire
from scripts import wire_types


@pytest.fixture(scope="module")
def types() -> str:
    return wire_types.declarations()


def interface(types: str, name: str) -> dict[str, str]:
    body = re.search(rf"interface {name} \{{\n(.*?)\n  \}}", types, re.DOTALL)
    assert body is not None
    return dict(re.findall(r"^    (\w+\??): (.*);$", body[1], re.MULTILINE))


def test_a_field_that_may_be_left_out_of_what_is_sent_is_optional(types: str) -> None:
    listing = interface(types, "Listing")
    assert listing["platform"] == "Platform"
    assert listing["title?"] == "string | null"
    assert listing["bullets?"] == "string[] | null"
    assert listing["images?"] == "ListingImage[] | null"


def test_what_is_received_is_always_there_and_null_where_the_agent_has_nothing(types: str) -> None:
    assert interface(types, "WireTarget")["field"] == "ScreenField | null"
    assert interface(types, "Annotation")["fix"] == "Fix | null"
    assert interface(types, "GroundFacts")["colour"] == "[number, number, number]"


def test_the_type_of_a_message_is_required_although_it_has_a_default(types: str) -> None:
    assert interface(types, "Audit")["type"] == '"audit"'
    assert interface(types, "Pong")["type"] == '"pong"'


def test_every_model_of_the_wire_is_declared(types: str) -> None:
    models = {
        name
        for name, value in vars(wire).items()
        if isinstance(value, type) and issubclass(value, wire._Message) and value is not wire._Message
    }
    assert "ReportMessage" in models
    assert models <= set(re.findall(r"interface (\w+)", types))


def test_named_choices_are_referred_to_by_their_name(types: str) -> None:
    assert 'type Severity = "error" | "warning" | "info";' in types
    assert interface(types, "Annotation")["severity"] == "Severity"
    messages = "ReportMessage | ErrorMessage | Pong | Stage | Attempted | Answered"
    assert f"type AgentMessage = {messages};" in types


def test_notes_of_fields_become_comments(types: str) -> None:
    assert "/** What is wrong here" in types
    assert "`None`" not in types


def test_a_type_without_a_translation_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"wire_types.py has no TypeScript for <class 'complex'>"):
        wire_types._type(complex)


def test_the_constants_are_those_of_the_wire() -> None:
    module = wire_types.constants()
    assert f"export const PROTOCOL = {wire.PROTOCOL};" in module
    assert f"export const PORTS = Object.freeze({list(wire.PORTS)});" in module
    assert f"UNAUTHORISED: {wire.CloseCode.UNAUTHORISED}," in module
