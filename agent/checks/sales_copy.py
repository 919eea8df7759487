"""Asking everything a buyer reads at once, and the certificates behind it. No check."""

from typing import Annotated

from pydantic import StringConstraints

from agent.context import Certificates
from agent.listing import Listing, TextField
from agent.text.matcher import Matcher, compile_matcher

CertificateName = Annotated[str, StringConstraints(pattern="^(" + "|".join(Certificates.model_fields) + ")$")]
"""A field of ``Certificates``."""
FIELDS: tuple[TextField, ...] = ("title", "highlights", "bullets", "description")


def any_of(patterns: tuple[str, ...]) -> Matcher | None:
    """A matcher for ``patterns``; ``None`` for none of them, which match nothing."""
    return compile_matcher(patterns=patterns) if patterns else None


def says(listing: Listing, matcher: Matcher | None) -> bool:
    """Whether any of the copy has a hit."""
    return matcher is not None and any(
        matcher.find(passage.text) for name in FIELDS for passage in listing.passages(name) or ()
    )


def certified(listing: Listing, certificate: CertificateName | None) -> bool:
    """Whether the certificate of that name has a number."""
    number = certificate and getattr(listing.context.certificates, certificate, None)
    return bool(number and number.strip())
