"""What is to be found in a listing. Nothing is judged here."""

from collections.abc import Callable, Sequence

from agent.groups import Group
from agent.lessons.run import KeyFault
from agent.wire import Annotation


def key_of(
    annotations: Sequence[Annotation],
    group_of_rule: Callable[[str], Group],
    planted: frozenset[str] | None,
) -> tuple[KeyFault, ...]:
    """The violations of ``annotations`` that people can point at, in the page's order.

    ``planted`` are the rules of a practice page's faults: only those count there; ``None`` on a real page.
    What has no place on the page (the stock, the account) cannot be pointed at, and is left out.
    """
    return tuple(
        KeyFault(annotation=annotation, group=group_of_rule(annotation.rule))
        for annotation in annotations
        if annotation.outcome == "violation"
        and annotation.target.field is not None
        and (planted is None or annotation.rule in planted)
    )
