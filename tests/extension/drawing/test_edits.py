"""Marks while somebody types: they move with their words or vanish, and never touch what is typed."""

import asyncio
import json
import random

import pytest

from tests.extension.drawing.practice import Desk, Opener, annotation
from tests.extension.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "𠮷 The best kettle"
FORM = f'<input id="title" style="width:700px" value="{TITLE}">'

SPANS = [
    ("the best kettle", "The best kettle", "best", "best"),
    ("a best b", "a new best b", "best", "best"),
    ("a best b", "a best b c", "best", "best"),
    ("a best b", "a best, b", "best", "best"),
    ("a best b", "a bestow b", "best", None),
    ("a best b", "a xbest b", "best", None),
    ("a best b", "abest b", "best", None),
    ("a best b", "a bst b", "best", None),
    ("a best b", "a  b", "best", None),
    ("😀 best", "😁 best", "best", "best"),
    ("送料無料です", "送料無料でです", "送料無料", "送料無料"),
    ("送料無料", "送料無料だ", "送料無料", None),
    ("best best", "best", "best", None),
]


async def test_a_span_moves_over_an_edit_or_is_hidden(practice: Opener) -> None:
    desk = await practice(FORM)
    for before, after, quote, expected in SPANS:
        start = before.rindex(quote) + sum(
            ord(character) > 0xFFFF for character in before[: before.rindex(quote)]
        )
        span = {"start": start, "end": start + len(quote)}
        texts = f"{json.dumps(before)}, {json.dumps(after)}"
        moved = await desk.run(f"tenken.spans.shift({span}, tenken.spans.diff({texts}), {json.dumps(after)})")
        words = moved and await desk.run(f"{json.dumps(after)}.slice({moved['start']}, {moved['end']})")
        assert words == expected, (before, after)


async def test_typing_before_the_word_moves_its_mark_at_once(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best"))
    await desk.page.focus("#title")
    await desk.page.keyboard.press("Home")
    await desk.page.keyboard.insert_text("New ")
    assert await desk.painted() == [{"kind": "error", "start": 11, "end": 15}]


async def test_an_edit_of_the_word_hides_its_mark_until_the_next_report(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best"))
    old = await desk.run("listings().at(-1).revision")
    await desk.page.focus("#title")
    await desk.page.evaluate("document.getElementById('title').setSelectionRange(9, 9)")
    await desk.page.keyboard.insert_text("o")
    assert await desk.painted() == []
    await desk.report(annotation("title", TITLE, "best"), revision=old)
    assert await desk.painted() == [], "an answer to an older text is never drawn"
    assert await desk.holds(f"listings().at(-1).revision > {old}")
    text = await desk.page.input_value("#title")
    await desk.report(annotation("title", TITLE, "best"), revision=old)
    assert await desk.painted() == []
    await desk.report(annotation("title", text, "kettle"))
    assert len(await desk.painted()) == 1


async def test_a_burst_of_typing_sends_few_listings_and_the_last_is_the_whole_text(practice: Opener) -> None:
    desk = await practice('<input id="title">')
    await desk.page.focus("#title")
    await desk.page.keyboard.type("thirty keys typed one by one!!", delay=20)
    assert await desk.holds("listings().at(-1).listing.title === 'thirty keys typed one by one!!'")
    revisions = await desk.run("listings().map(({revision}) => revision)")
    assert revisions == sorted(set(revisions))
    assert len(revisions) <= 8


async def test_nothing_is_sent_while_an_ime_composes(practice: Opener) -> None:
    desk = await practice('<input id="title" value="">')
    await desk.page.focus("#title")
    count = await desk.run("listings().length")
    for text in ("k", "か", "かｎ", "かん", "かんt", "かんた", "かんたｎ", "かんたん"):
        await desk.session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
        await asyncio.sleep(0.05)
    # Longer than the debounce, its longest wait and the look once a second.
    quiet = await until(lambda: desk.run(f"listings().length > {count}"), 1.6)
    assert not quiet
    await desk.page.keyboard.insert_text("簡単")
    assert await desk.holds("listings().at(-1).listing.title === '簡単'")
    assert await desk.run("listings().length") == count + 1


async def test_writes_that_make_no_event_are_noticed_within_two_seconds(practice: Opener) -> None:
    shadow = """() => { const host = document.getElementById('title-host');
      window.inner = host.attachShadow({mode: 'open'});
      window.inner.innerHTML = '<input id="title" value="a">'; }"""
    desk = await practice('<div id="title-host"></div>', script=shadow)
    await desk.page.evaluate("window.inner.getElementById('title').value = 'filled by a script'")
    assert await desk.holds("listings().at(-1).listing.title === 'filled by a script'", 2.5)


async def test_a_field_that_the_site_mounts_anew_keeps_its_marks(practice: Opener) -> None:
    desk = await practice(f"<main>{FORM}</main>")
    await desk.report(annotation("title", TITLE, "best"))
    await desk.page.evaluate(
        "document.querySelector('main').replaceChildren(document.getElementById('title').cloneNode())"
    )
    assert await desk.holds(
        "painted().length === 1 && "
        "tenken.drawing.marks()[0].place?.control === document.getElementById('title')"
    )
    await desk.page.evaluate("document.querySelector('main').replaceChildren()")
    assert await desk.holds("listings().at(-1).found.length === 0 && painted().length === 0")


async def test_another_address_takes_the_old_marks_away(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best"), annotation("title", severity="warning"))
    await desk.page.evaluate("history.pushState(null, '', '/edit/other')")
    assert await desk.holds(
        "tenken.drawing.marks().length === 0 && root().querySelectorAll('.edge').length === 0"
    )
    assert await desk.run("listings().length") == 2


async def test_no_adapter_no_work(practice: Opener) -> None:
    desk = await practice(FORM, script="() => { document.body.dataset.page = 'search' }")
    assert await desk.run("sent.length") == 0
    assert await desk.run("worker") is None
    assert await desk.run("root()") is None
    await desk.page.evaluate(
        "document.body.dataset.page = 'practice'; history.pushState(null, '', '/edit/listing')"
    )
    assert await desk.holds("listings().length === 1")


async def random_edit(desk: Desk, chance: random.Random, text: str) -> str:
    """One edit at a random caret; returns what the field must hold. Offsets count code points of BMP text."""
    caret = chance.randint(0, len(text))
    await desk.session.send(
        "Runtime.evaluate",
        {"expression": f"document.getElementById('description').setSelectionRange({caret}, {caret})"},
    )
    if chance.random() < 0.4 and caret > 0:
        key = {
            "key": "Backspace",
            "code": "Backspace",
            "windowsVirtualKeyCode": 8,
            "commands": ["deleteBackward"],
        }
        await desk.session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        await desk.session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        return text[: caret - 1] + text[caret:]
    piece = chance.choice(["a", " ", "best", "の", "送料無料", "x\ny", "é", "best "])
    await desk.session.send("Input.insertText", {"text": piece})
    return text[:caret] + piece + text[caret:]


async def test_a_thousand_random_edits_leave_exactly_what_was_typed(practice: Opener) -> None:
    chance = random.Random(20261122)  # noqa: S311 - a repeatable walk
    text = "best の best 送料無料 " * 4
    desk = await practice(f'<textarea id="description" rows=8 cols=60>{text}</textarea>')
    await desk.page.focus("#description")
    drawn = 0
    for step in range(1_000):
        text = await random_edit(desk, chance, text)
        if step % 20 == 0:
            await desk.run("tenken.watch.soon(0)")
            assert await desk.holds(UP_TO_DATE)
            await desk.run(REPORT_ALL)
            drawn += await desk.run("painted().length")
            assert await desk.page.input_value("#description") == text
    assert await desk.page.input_value("#description") == text
    assert drawn > 50, "marks were on"
    assert await desk.run(MISPLACED) == 0


UP_TO_DATE = "listings().at(-1).listing.description === document.getElementById('description').value"
MISPLACED = """tenken.drawing.marks().filter(({span, stale, annotation}) => !stale &&
  document.getElementById('description').value.slice(span.start, span.end) !== annotation.target.quote)
  .length"""

# The agent's part: marks every "best" and "送料無料" of the newest listing.
REPORT_ALL = """(() => {
  const {revision, listing} = listings().at(-1);
  const annotations = [...listing.description.matchAll(/best|送料無料/g)].map((hit) => ({
    id: `${hit.index}`, rule: 'r', outcome: 'violation', severity: 'error', title: 't', message: 'm',
    help: 'h', reason: null, consequence: null, sources: [], fix: null,
    target: { field: 'description', start: hit.index, end: hit.index + hit[0].length, quote: hit[0] } }));
  worker.onReport({ type: 'report', page: 'p', revision, phase: 'image', ruleset: '0', annotations });
})()"""
