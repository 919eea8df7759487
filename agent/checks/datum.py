"""Values beside the page, and texts as a whole: what they must be, and when."""

from collections.abc import Iterator
from typing import Literal

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Scene
from agent.checks.condition import Condition, bind as bind_condition
from agent.report import Target
from agent.rules.lexicon import Lexicons

DATA = frozenset({"value", "limit"})


class Params(Condition):
    """What the value must be (see ``Condition``), where all of ``when`` hold.

    ``value`` is what stands there, ``limit`` what it missed: the limit, the other value, or what is lacking.
    """

    when: tuple[Condition, ...] = ()
    """Where one of these does not hold, or nobody said whether it does, the rule has nothing to say."""
    missing: Literal["inapplicable", "incomplete", "violation"] = "inapplicable"
    """What it means when nobody said the value: nothing, that it cannot be told, or a fault."""
    percent: bool = False
    """Say numbers as percentages: 0.92 is 92."""


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation when the value is known and is not what it must be."""
    conditions = tuple(bind_condition(condition, lexicons) for condition in params.when)
    ask = bind_condition(params, lexicons, percent=params.percent)
    field = None if params.value is None else params.value.field

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        if not all(condition(listing).holds for condition in conditions):
            yield NOT_APPLICABLE
            return
        answer = ask(listing)
        if answer.holds:
            return
        target = scene.first_present() if field is None else Target(field)
        data = {"value": answer.value, "limit": answer.limit}
        if answer.holds is False or params.missing == "violation":
            yield Hit(target, data)
        elif params.missing == "incomplete":
            yield Hit(target, data, reason="data-missing")
        else:
            yield NOT_APPLICABLE

    return judge
