"""Things that must all be at hand: one finding that names what is not."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.condition import Condition, bind as bind_condition
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.rules.rule import Words

DATA = frozenset({"missing", "count", "total"})


class Item(Condition):
    """One thing of the list: the condition that says it is there, and its name in each language."""

    name: Words
    when: tuple[Condition, ...] = ()
    """Asked for only where all of these hold."""
    optional: bool = False
    """Left out, rather than named, where nobody said anything of it."""


class Params(Base):
    """The things, asked for where all of ``when`` hold."""

    when: tuple[Condition, ...] = ()
    items: tuple[Item, ...]


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation when something is surely not there, ``incomplete`` when it is only not known to be.

    Either names all that was not seen: ``missing`` their names, ``count`` their number, ``total`` that of
    the things asked for.
    """
    conditions = tuple(bind_condition(condition, lexicons) for condition in params.when)
    items = tuple(
        (
            bind_condition(item, lexicons),
            tuple(bind_condition(condition, lexicons) for condition in item.when),
            item.name.wording(),
            item.optional,
        )
        for item in params.items
    )

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        if not all(condition(listing).holds for condition in conditions):
            yield NOT_APPLICABLE
            return
        asked = [
            (name, holds)
            for ask, when, name, optional in items
            if all(condition(listing).holds for condition in when)
            and ((holds := ask(listing).holds) is not None or not optional)
        ]
        missing = tuple(name for name, holds in asked if not holds)
        if not missing:
            return
        data: dict[str, Datum] = {"missing": missing, "count": len(missing), "total": len(asked)}
        lacking = any(holds is False for _, holds in asked)
        yield Hit(scene.first_present(), data, None if lacking else "data-missing")

    return judge
