"""Types that several files of the wire share."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

Locale = Literal["zh", "ja", "en"]
PageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
MOST_REVISION = 2**53 - 1
"""Larger numbers are not exact in JavaScript."""
Revision = Annotated[int, Field(ge=0, le=MOST_REVISION)]
