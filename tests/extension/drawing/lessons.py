"""What a lesson's tests say to a page: stages as the agent sends them, by its own models."""

import hashlib
import json
from typing import Any

from agent.wire_lesson import Answered, Attempted, Choice, Pointer, Question, Shown, Stage
from tests.extension.drawing.practice import Desk, annotation

REASONS = (
    Choice(id="claim", words="Promotional wording"),
    Choice(id="characters", words="Symbols and characters"),
    Choice(id="picture", words="Picture"),
)
LAYER = ".lesson-layer > "
MARKERS = f"[...root().querySelectorAll('{LAYER}.marker')].map((node) => node.textContent)"
DRAWN = (
    "[...root().querySelectorAll('.lesson-layer > *, .badge, .region, .edge, .hatch, .underline, .legend')]"
    ".map((node) => node.className)"
)
"""Everything of findings in the overlay."""


def name(text: str) -> str:
    """An annotation's id."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def finding(field: str, text: str, quote: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """As ``annotation``, with an id as the agent gives them: of the quoted words, or of the field."""
    return annotation(field, text, quote, **{"id": name(quote or field), **more})


def stage(number: int, mode: str = "normal", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """A whole stage; ``shown`` lists ids in the trainer's order."""
    shown = tuple(Shown(id=id_, number=at) for at, id_ in enumerate(more.pop("shown", ()), 1))
    pointer = more.pop("pointer", None)
    made = Stage.model_validate(
        {"page": "p", "number": number, "mode": mode, "shown": shown, "reasons": REASONS, **more}
        | ({"pointer": Pointer.model_validate(pointer)} if pointer else {})
    )
    said: dict[str, Any] = made.model_dump(mode="json")
    return said


async def direct(desk: Desk, number: int, mode: str = "normal", **more: Any) -> None:  # noqa: ANN401
    await desk.run(f"worker.onStage({json.dumps(stage(number, mode, **more))})")


async def told(desk: Desk, number: int) -> dict[str, Any] | None:
    """The newest that the page told of the stage with that number; waits for it."""
    found: dict[str, Any] | None = await desk.holds(
        f"sent.filter(({{type, number}}) => type === 'staged' && number === {number}).at(-1)"
    )
    return found


async def sent(desk: Desk, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await desk.run(f"sent.filter(({{type}}) => type === {kind!r})")
    return found


async def judged(desk: Desk, verdict: str, found: str | None = None) -> dict[str, Any]:
    """Answers the newest attempt, which is returned."""
    attempt = (await sent(desk, "attempt"))[-1]
    said = Attempted.model_validate({"page": "p", "id": attempt["id"], "verdict": verdict, "finding": found})
    await desk.run(f"worker.onAttempted({said.model_dump_json()})")
    return attempt


async def answered(desk: Desk, *, right: bool, words: str) -> dict[str, Any]:
    """Answers the newest answer, which is returned."""
    answer = (await sent(desk, "answer"))[-1]
    said = Answered(page="p", question=answer["question"], id=answer["id"], right=right, words=words)
    await desk.run(f"worker.onAnswered({said.model_dump_json()})")
    return answer


def question(kind: str, **more: Any) -> Question:  # noqa: ANN401
    return Question.model_validate(
        {
            "id": f"q-{kind}",
            "kind": kind,
            "finding": name("best"),
            "text": "The best kettle",
            "start": 4,
            "end": 8,
            "prompt": "Is this right?",
            "choices": ()
            if kind == "fix"
            else (Choice(id="fault", words="An error"), Choice(id="fine", words="Fine")),
            **more,
        }
    )
