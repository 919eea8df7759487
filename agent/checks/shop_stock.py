"""Words about goods not yet in hand, which on Mercari only partner shops may use."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, MatchParams, Scene, span_of, watching
from agent.report import Reason
from agent.rules.lexicon import Lexicons

DATA = frozenset({"quote"})


class Params(MatchParams):
    """Whether a shop is a partner is told by the listing's context; a person's listing never is one's."""


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every hit; for a shop of which nobody said whether it is a partner, a suspicion."""
    matcher = params.matcher(lexicons)

    def judge(scene: Scene) -> Iterator[Hit]:
        seller = scene.listing.context.seller
        partner = seller.mercari_partner if seller else None
        if scene.listing.platform != "mercari-shops":
            partner = False
        if partner:
            yield NOT_APPLICABLE
            return
        for passage in scene.passages():
            for span in matcher.find(passage.text):
                target = span_of(passage, span)
                reason: Reason | None = "data-missing" if partner is None else None
                yield Hit(target, {"quote": target.quote or ""}, reason)

    return watching(matcher, judge)
