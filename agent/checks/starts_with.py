"""A text that must begin with what another field says (the brand)."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, whole
from agent.listing import TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold

DATA = frozenset({"expected"})


class Params(Base):
    """``field`` says what to begin with; ``brackets`` allows ``[brand]`` and ``【brand】`` as well."""

    field: TextField = "brand"
    ignore_values: tuple[str, ...] = ()
    brackets: bool = True


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on each text that does not begin so; nothing to say where the other field is empty."""
    ignored = {fold(value).text for value in params.ignore_values}

    def judge(scene: Scene) -> Iterator[Hit]:
        expected = (getattr(scene.listing, params.field) or "").strip()
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if not expected or fold(expected).text in ignored or not passages:
            yield NOT_APPLICABLE
            return
        for passage in passages:
            beginning = fold(passage.text).text.lstrip(" \t\n" + ("[【(" if params.brackets else ""))
            if not beginning.startswith(fold(expected).text):
                yield Hit(whole(passage), {"expected": expected})

    return judge
