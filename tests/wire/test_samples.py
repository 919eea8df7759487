"""Frozen samples of every message: a change of the wire that old clients would notice fails here."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter

from agent import wire, wire_console, wire_http, wire_lesson

SAMPLES = Path(__file__).parent / "samples"
MODELS: dict[str, type[BaseModel]] = {
    "hello": wire.Hello,
    "hello-pairing": wire.Hello,
    "challenge": wire.Challenge,
    "auth": wire.Auth,
    "ready": wire.Ready,
    "audit": wire.Audit,
    "audit-smallest": wire.Audit,
    "audit-addressed": wire.Audit,
    "ping": wire.Ping,
    "pong": wire.Pong,
    "report": wire.ReportMessage,
    "report-waived": wire.ReportMessage,
    "error": wire.ErrorMessage,
    "error-unaddressed": wire.ErrorMessage,
    "check-request": wire_http.CheckRequest,
    "check-response": wire_http.CheckResponse,
    "image-response": wire_http.ImageResponse,
    "image-response-unreadable": wire_http.ImageResponse,
    "waiver-question": wire_http.WaiverQuestion,
    "waiver-choices": wire_http.WaiverChoices,
    "waiver-request": wire_http.WaiverRequest,
    "waiver-request-smallest": wire_http.WaiverRequest,
    "waiver-saved": wire_http.WaiverSaved,
    "waiver-removed": wire_http.WaiverRemoved,
    "stage": wire_lesson.Stage,
    "attempted": wire_lesson.Attempted,
    "answered": wire_lesson.Answered,
    "attempt": wire_lesson.Attempt,
    "attempt-picture": wire_lesson.Attempt,
    "answer": wire_lesson.Answer,
    "join": wire_lesson.Join,
    "staged": wire_lesson.Staged,
    "gone": wire_lesson.Gone,
    "console-offer": wire_console.ConsoleOffer,
    "console-request": wire_console.ConsoleRequest,
    "console-session": wire_console.ConsoleSession,
    "console-hello": wire_console.ConsoleHello,
    "console-watch": wire_console.Watch,
    "console-watch-none": wire_console.Watch,
    "console-direct": wire_console.Direct,
    "console-name": wire_console.Name,
    "console-ask": wire_console.Ask,
    "console-unask": wire_console.Unask,
    "console-finish": wire_console.Finish,
    "console-ready": wire_console.ConsoleReady,
    "console-pages": wire_console.PageList,
    "console-view": wire_console.PageView,
    "console-gone": wire_console.PageGone,
    "console-refused": wire_console.ConsoleRefusal,
    "lessons": wire_console.LessonList,
    "runs": wire_console.RunList,
    "progress": wire_console.ProgressList,
    "removed": wire_console.Removed,
}
PARTS = {
    *("WireTarget", "Source", "Fix", "Annotation", "WaivedHere", "WaiverChoice", "Limits", "CloseCode"),
    *("Choice", "Shown", "Pointer", "Question", "AttemptPlace"),
    *("PageSummary", "FieldText", "PictureView", "AttemptView", "AnswerView", "RunView"),
    *("LessonEntry", "RunEntry", "GroupProgress", "LearnerProgress"),
}
"""Of other messages."""
SENT_BY_PAGES = ("audit", "ping", "attempt", "answer", "join", "staged", "gone")
SENT_TO_PAGES = ("report", "error", "pong", "stage", "attempted", "answered")
SENT_BY_CONSOLES = ("watch", "direct", "name", "ask", "unask", "finish")
SENT_TO_CONSOLES = ("ready", "pages", "view", "gone", "refused")


def text_of(name: str) -> str:
    return (SAMPLES / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize("name", MODELS)
def test_a_sample_is_read_strictly_and_written_back_byte_for_byte(name: str) -> None:
    text = text_of(name)
    message = MODELS[name].model_validate_json(text, strict=True)
    assert message.model_dump_json(indent=1) + "\n" == text
    assert json.loads(message.model_dump_json()) == json.loads(text)


def test_every_message_and_body_of_the_wire_has_a_sample_and_every_sample_a_model() -> None:
    messages = {
        name
        for module in (wire, wire_http, wire_lesson, wire_console)
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    assert messages - PARTS == {model.__name__ for model in MODELS.values()}
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(MODELS)


@pytest.mark.parametrize("name", [name for name in MODELS if name.split("-")[0] in SENT_BY_PAGES])
def test_client_messages_are_told_apart_by_their_type(name: str) -> None:
    assert isinstance(wire.client_message.validate_json(text_of(name), strict=True), MODELS[name])


@pytest.mark.parametrize("name", [name for name in MODELS if name.split("-")[0] in SENT_TO_PAGES])
def test_agent_messages_are_told_apart_by_their_type(name: str) -> None:
    assert isinstance(wire.agent_message.validate_json(text_of(name), strict=True), MODELS[name])


def of_console(parts: tuple[str, ...]) -> list[str]:
    return [name for name in MODELS if name.startswith("console-") and name.split("-")[1] in parts]


@pytest.mark.parametrize("name", of_console(SENT_BY_CONSOLES))
def test_console_messages_are_told_apart_by_their_type(name: str) -> None:
    message = wire_console.console_message.validate_json(text_of(name), strict=True)
    assert isinstance(message, MODELS[name])


@pytest.mark.parametrize("name", of_console(SENT_TO_CONSOLES))
def test_messages_to_consoles_are_told_apart_by_their_type(name: str) -> None:
    message = TypeAdapter(wire_console.ToConsole).validate_json(text_of(name), strict=True)
    assert isinstance(message, MODELS[name])


@pytest.mark.parametrize("name", MODELS)
def test_an_unknown_field_is_refused(name: str) -> None:
    extended = json.loads(text_of(name)) | {"unknown": 1}
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        MODELS[name].model_validate_json(json.dumps(extended), strict=True)


def test_the_protocol_and_its_numbers_are_frozen() -> None:
    codes = {name: value for name, value in vars(wire.CloseCode).items() if name.isupper()}
    assert codes == {"UNAUTHORISED": 4401, "REVOKED": 4403, "VERSION": 4406, "RATE": 4429, "BUSY": 4503}
    assert (wire.PROTOCOL, wire.PORTS, wire.KEEPALIVE_SECONDS) == (1, (8765, 8766, 8767, 8768), 20)
