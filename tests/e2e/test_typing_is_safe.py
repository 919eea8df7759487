"""Marks never change the text: what was typed is what stands in the field."""

import random

import pytest

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDITS = 1000
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
async def test_a_thousand_random_edits_leave_exactly_what_was_typed(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    await editor.type("水筒 送料無料 ﾎﾞﾄﾙ")
    await editor.mark_on("ﾎﾞﾄﾙ")
    await editor.control.press("ControlOrMeta+a")
    await editor.control.press("Delete")
    chance = random.Random(20261122)  # noqa: S311 - a repeatable sequence, no secret
    session = await stage.context.new_cdp_session(editor.tab.page)
    expected = ""
    for _ in range(EDITS):
        if expected and (chance.random() < 0.4 or len(expected) > 60):
            await editor.tab.page.keyboard.press("ControlOrMeta+Home")
            at = chance.randrange(len(expected) + 1)
            units = len(expected[:at].encode("utf-16-le")) // 2
            await editor.control.evaluate(
                "(control, at) => control.setSelectionRange(at, control.value.length)", units
            )
            await editor.tab.page.keyboard.press("Delete")
            expected = expected[:at]
        else:
            piece = chance.choice(PIECES)
            await session.send("Input.insertText", {"text": piece})
            expected += piece
        if chance.random() < 0.05:
            await editor.tab.painted()
    assert await editor.value() == expected
    await editor.settled()
    assert await editor.value() == expected
    await editor.close()
