"""The form "not a problem here" on the card: by keyboard too, saved by a person only, never losing a word."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser

from scripts.node_tools import AXE
from tests.extension.drawing.practice import Desk, Opener, annotation
from tests.extension.drawing.test_accessibility import CONTRASTS, OPEN_ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle, free shipping"
FIELD = f'<label>Title <input id="title" style="width:500px" value="{TITLE}"></label>'
FORM = f"<main><h1>Listing</h1>{FIELD}</main>"
CHOICES = [
    {"scope": "place", "words": "Only this place: “best” in the Title of this listing"},
    {"scope": "listing", "words": "This rule anywhere in this listing (ASIN B0CX12A4K9)"},
    {"scope": "everywhere", "words": "This rule everywhere: every shop, every listing"},
]
ASKED = "sent.filter(({type}) => type === 'waiver-choices' || type === 'waive')"
REASON = ".waive-form textarea"


async def answer(desk: Desk, **more: Any) -> None:  # noqa: ANN401 - any member
    """Answers the newest question, as the worker does."""
    ask = await desk.run(f"{ASKED}.at(-1).ask")
    usual = {
        "type": "waiver-answer",
        "ask": ask,
        "problem": None,
        "again": False,
        "choices": [],
        "author": "",
    }
    await desk.run(f"worker.onWaiver({json.dumps(usual | more)})")


async def offered(desk: Desk) -> None:
    await answer(desk, choices=CHOICES, author="sato")


async def form(practice: Opener, **options: str) -> Desk:
    """The form for the first of two findings, opened by a click, its choices answered."""
    desk = await practice(FORM, **options)
    await desk.report(annotation("title", TITLE, "best"), annotation("title", TITLE, "free shipping"))
    await desk.click_mark(1)
    await desk.click_in_card("button.waive")
    await offered(desk)
    return desk


async def field(desk: Desk, selector: str) -> str:
    value: str = await desk.run(f"card().querySelector({json.dumps(selector)}).value")
    return value


async def test_the_narrowest_scope_is_chosen_and_what_is_filled_in_is_sent(practice: Opener) -> None:
    desk = await form(practice)
    assert await desk.run("[...card().querySelectorAll('.choice')].map((label) => label.textContent)") == [
        choice["words"] for choice in CHOICES
    ]
    assert await desk.run("card().querySelector('.choice input:checked').value") == "place"
    assert await desk.run("card().querySelector('.author').placeholder") == "sato"
    await desk.page.keyboard.type("Our brand's name")  # the focus is in the reason
    await desk.click_in_card(".choice:nth-child(2) input")
    await desk.run("card().querySelector('.until').value = '9000-05-31'")
    await desk.click_in_card("button.save")
    (question, saved) = await desk.run(ASKED)
    assert (question["type"], question["finding"]) == ("waiver-choices", "title-best")
    assert saved == {
        "type": "waive",
        "ask": saved["ask"],
        "finding": "title-best",
        "scope": "listing",
        "words": CHOICES[1]["words"],
        "reason": "Our brand's name",
        "author": "",
        "until": "9000-05-31",
    }
    await desk.click_in_card("button.save")
    assert len(await desk.run(ASKED)) == 2, "nothing is saved twice"
    await answer(desk)
    assert await desk.run("card()") is None
    assert "Saved" in await desk.run("root().querySelector('.pill').textContent")


async def test_the_card_grows_with_what_the_form_holds(practice: Opener) -> None:
    desk = await form(practice)
    await desk.click_in_card("button.save")
    assert await desk.run("[card().querySelector('.scroll')].every((e) => e.scrollHeight <= e.clientHeight)")


async def test_it_is_filled_in_and_saved_by_keyboard_alone(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best"))
    await desk.page.focus("#title")
    await desk.run("worker.onOpenCard()")
    while await desk.run("root().activeElement.className") != "plain waive":
        await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    await offered(desk)
    await desk.page.keyboard.type("ours")
    await desk.page.keyboard.press("Shift+Tab")
    await desk.page.keyboard.press("ArrowDown")
    for stop in ("reason", "until"):
        await desk.page.keyboard.press("Tab")
        assert await desk.run("root().activeElement.className") == stop
    while await desk.run("root().activeElement.className") == "until":  # year, month, day
        await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.type("Sato")
    await desk.page.keyboard.press("Tab")
    await desk.holds("tenken.card.settled()")
    await desk.page.keyboard.press("Enter")
    saved = (await desk.run(ASKED))[-1]
    assert (saved["type"], saved["scope"], saved["reason"], saved["author"]) == (
        "waive",
        "listing",
        "ours",
        "Sato",
    )
    assert await desk.page.input_value("#title") == TITLE


async def test_without_a_reason_or_with_a_day_that_is_over_nothing_is_sent(practice: Opener) -> None:
    desk = await form(practice)
    await desk.click_in_card("button.save")
    assert "why it is not a problem" in (await desk.card_text(".problem") or "")
    await desk.page.keyboard.type("ours")
    await desk.run("card().querySelector('.until').value = '2020-01-01'")
    await desk.click_in_card("button.save")
    assert "today or later" in (await desk.card_text(".problem") or "")
    assert len(await desk.run(ASKED)) == 1


async def test_what_was_typed_stays_when_the_agent_stops_and_when_the_card_is_closed(
    practice: Opener,
) -> None:
    desk = await form(practice)
    await desk.page.keyboard.type("a long reason")
    await desk.click_in_card("button.save")
    await answer(desk, problem="The agent is not connected.")
    await desk.state("not-running")
    assert await desk.card_text(".problem") == "The agent is not connected."
    assert await field(desk, REASON) == "a long reason"
    await desk.page.mouse.click(880, 680)
    assert await desk.run("card()") is None
    await desk.click_mark(1)
    assert await field(desk, REASON) == "a long reason"
    await desk.state("ready")
    await offered(desk)
    assert await desk.run("card().querySelector('.problem').hidden")
    await desk.click_in_card("button.save")
    assert (await desk.run(ASKED))[-1]["reason"] == "a long reason"


async def test_a_new_report_does_not_touch_what_is_being_typed(practice: Opener) -> None:
    desk = await form(practice)
    session = desk.session
    await session.send("Input.imeSetComposition", {"text": "りゆう", "selectionStart": 3, "selectionEnd": 3})
    listings = await desk.run("listings().length")
    await desk.report(annotation("title", TITLE, "best", message="Reworded."), phase="read")
    await session.send("Input.insertText", {"text": "理由"})
    assert await field(desk, REASON) == "理由"
    assert await desk.run("root().activeElement.className") == "reason"
    assert await desk.run("listings().length") == listings, "our own form is no edit of the listing"


async def test_choices_that_changed_are_shown_again_with_the_reason_for_it(practice: Opener) -> None:
    desk = await form(practice)
    await desk.page.keyboard.type("ours")
    await desk.click_in_card("button.save")
    await answer(desk, problem="The listing has changed.", again=True)
    assert (await desk.run(ASKED))[-1]["type"] == "waiver-choices"
    await answer(desk, choices=CHOICES[2:], author="sato")
    assert await desk.card_text(".problem") == "The listing has changed."
    assert await desk.run("card().querySelectorAll('.choice').length") == 1
    assert await field(desk, REASON) == "ours"


async def test_cancel_forgets_it_and_leaves_the_finding(practice: Opener) -> None:
    desk = await form(practice)
    await desk.page.keyboard.type("nonsense")
    await desk.click_in_card("button.cancel")
    assert "praises the offer" in (await desk.card_text() or "")
    assert await desk.run("root().activeElement.className") == "plain waive"
    await desk.page.keyboard.press("Enter")
    assert await field(desk, REASON) == ""


async def test_no_script_can_open_or_save_it(practice: Opener) -> None:
    desk = await form(practice, prelude=OPEN_ROOT)
    await desk.page.keyboard.type("ours")
    await desk.holds("tenken.card.settled()")
    await desk.page.evaluate(
        """() => {
          const root = [...document.documentElement.children].find((node) => node.shadowRoot).shadowRoot;
          root.querySelector('button.save').click();
          root.querySelector('button.save').dispatchEvent(new MouseEvent('click', {bubbles: true}));
        }"""
    )
    assert len(await desk.run(ASKED)) == 1


async def test_an_expired_one_is_told_on_its_card(practice: Opener) -> None:
    desk = await practice(FORM)
    note = "Said to be no problem here until 2026-11-21, by Sato: our brand"
    await desk.report(annotation("title", TITLE, "best", lapsed=note))
    await desk.click_mark(1)
    assert await desk.card_text(".lapsed") == note


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in scripts/node")
async def test_axe_finds_nothing_on_the_form(practice: Opener) -> None:
    desk = await form(practice, prelude=OPEN_ROOT)
    await desk.click_in_card("button.save")
    await desk.run(AXE.read_text(encoding="utf-8"))
    result = await desk.run(
        "axe.run(document).then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
    )
    assert result == []


async def test_every_word_of_the_form_has_a_contrast_of_4_5_in_the_dark_too(browser: Browser) -> None:
    context = await browser.new_context(color_scheme="dark", viewport={"width": 900, "height": 700})

    async def opened(body: str, **options: str) -> Desk:
        return await Desk.open(context, body, **options)

    desk = await form(opened)
    await desk.click_in_card("button.save")
    await desk.page.mouse.move(5, 5)
    contrasts = await desk.run(CONTRASTS)
    assert len(contrasts) > 12
    assert [found for found in contrasts if found["ratio"] < 4.5] == []
    await context.close()
