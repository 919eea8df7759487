"""Marks never change the text: what was typed is what stands in the field."""

import random

import pytest
import regex

from tests.e2e.stage import Stage, utf16

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDITS = 150
"""In each editor; a thousand in a row are made in tests/extension/drawing/test_edits.py."""
LONGEST = 60
"""Characters; beyond it the edits shorten the text."""
DELETIONS = 0.4
SELECT = "(control, [start, end]) => control.setSelectionRange(start, end)"
PIECES = [
    "送料無料",
    "最安値",
    "水筒 ",
    "𠮷",
    "😀",
    "ﾎﾞﾄﾙ",
    "Sale ",
    "No.1",
    "！",
    "a",
    " ",
    "返品不可",
    "👨‍👩‍👧",
]


@pytest.mark.parametrize("name", ["seller-central", "mercari-sell"])
async def test_random_edits_leave_exactly_what_was_typed(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    await editor.type("水筒 送料無料 ﾎﾞﾄﾙ")
    await editor.mark_on("ﾎﾞﾄﾙ")
    await editor.control.press("ControlOrMeta+a")
    await editor.control.press("Delete")
    chance = random.Random(20261122)  # noqa: S311 - a repeatable sequence, no secret
    session = await stage.context.new_cdp_session(editor.tab.page)
    expected = ""
    for number in range(EDITS):
        # Between whole graphemes, as a person's caret stands: the browser moves any other selection there.
        edges = [0, *(match.end() for match in regex.finditer(r"\X", expected))]
        first = chance.randrange(len(edges))
        last = min(len(edges) - 1, first + chance.randrange(12 if len(expected) > LONGEST else 3))
        start, end = edges[first], edges[last]
        await editor.control.evaluate(SELECT, [utf16(expected[:start]), utf16(expected[:end])])
        if start < end and chance.random() < DELETIONS:
            await editor.tab.page.keyboard.press("Backspace")
            piece = ""
        else:
            piece = chance.choice(PIECES)
            await session.send("Input.insertText", {"text": piece})
        expected = expected[:start] + piece + expected[end:]
        if number % 50 == 0:  # so that answers come and marks are drawn in between
            await editor.settled()
    assert await editor.value() == expected
    await editor.settled()
    assert await editor.value() == expected
    await editor.close()
