"""Types that several files of the wire share."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agent import choices

Locale = choices.Locale
PageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
MOST_REVISION = 2**53 - 1
"""Larger numbers are not exact in JavaScript."""
Revision = Annotated[int, Field(ge=0, le=MOST_REVISION)]
