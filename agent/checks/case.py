"""Latin texts in capitals only, or without any."""

from collections.abc import Iterator
from typing import Literal

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, whole
from agent.rules.lexicon import Lexicons
from agent.text.script import LATIN_LETTER, script_of

DATA = frozenset({"share"})

MOSTLY_LATIN = 0.8
"""Case is a matter of texts whose letters are Latin; one brand name in a Japanese title is none."""


class Params(Base):
    """A text of at least ``min_letters`` Latin letters whose share of capitals is beyond ``share`` (or 0)."""

    style: Literal["all-caps", "all-lower"]
    min_letters: int = 8
    share: float = 0.8


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the field, with the share of capitals in percent."""

    def judge(scene: Scene) -> Iterator[Hit]:
        judged = False
        for passage in scene.passages():
            letters = LATIN_LETTER.findall(passage.text)
            all_letters = sum(1 for char in passage.text if script_of(char) not in ("digit", "other"))
            if len(letters) < params.min_letters or len(letters) < MOSTLY_LATIN * all_letters:
                continue
            judged = True
            share = sum(letter.isupper() for letter in letters) / len(letters)
            if share > params.share if params.style == "all-caps" else share == 0:
                yield Hit(whole(passage), {"share": round(share * 100)})
        if not judged:
            yield NOT_APPLICABLE

    return judge
