"""What the copy of some products must say: a mark, a number, a warning."""

from collections.abc import Iterator

import regex

from agent.checks.audience import Audience, AudienceParams
from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Scene
from agent.checks.sales_copy import CertificateName, any_of, certified, says
from agent.listing import Listing, TextField
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

DATA: frozenset[str] = frozenset()

_BODY: tuple[TextField, ...] = ("bullets", "description")


class Params(AudienceParams):
    """``patterns``: what must be said, anywhere in title, highlights, bullets and description.

    ``only_if``: only of products whose copy matches one of these; ``exempt``: never of such.
    ``attributes``: a filled attribute whose name holds a match says it too, so does ``certificate``, a
    number in the context's certificates.
    """

    patterns: tuple[str, ...]
    only_if: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    certificate: CertificateName | None = None


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the first field when bullets and description are both known and nothing says it.

    ``incomplete`` when only one of the two is known, or the product is only guessed.
    """
    audience = Audience.of(params)
    wanted = compile_matcher(patterns=params.patterns)
    only_if, exempt = any_of(params.only_if), any_of(params.exempt)
    names = [regex.compile(pattern) for pattern in params.attributes]

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        bodies = [name for name in _BODY if getattr(listing, name) is not None]
        spoken_of = only_if is None or says(listing, only_if)
        if not bodies or not spoken_of or says(listing, exempt):
            yield NOT_APPLICABLE
        elif says(listing, wanted) or _declared(listing, names) or certified(listing, params.certificate):
            return
        elif audience.knows(listing) is None:
            yield Hit(scene.first_present(), reason="judgement-needed")
        elif len(bodies) < len(_BODY):
            yield Hit(scene.first_present(), reason="data-missing")
        else:
            yield Hit(scene.first_present())

    return judge


def _declared(listing: Listing, names: list[regex.Pattern[str]]) -> bool:
    attributes = listing.context.attributes or {}
    return any(
        value.strip() and any(name.search(key.lower()) for name in names) for key, value in attributes.items()
    )
