"""The notice of 初期不良保証 that Mercari's ASIN linking asks for, written from the seller's terms. Pure.

What a description lacks is judged by the rules ``mercari-link/initial-defect-*``; how a notice that is
there is mended, by ``agent.mending``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Handling = Literal["exchange", "refund", "both"]

GUIDE = "https://www.mercari.com/jp/help/articles/initial-defect/"
USUAL_DAYS = 7
HOURS = 24
_YEAR = 365

_HANDLING: Mapping[Handling, str] = {"exchange": "交換", "refund": "返金", "both": "交換または返金"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the seller promises: ``days`` from arrival, contact within ``hours`` of opening.

    ``exclusions`` are causes (落下, 水濡れ …) that are named beside 人為的な破損, which is always excluded.
    ``ValueError`` says which term cannot stand in a notice.
    """

    days: int = USUAL_DAYS
    hours: int = HOURS
    handling: Handling = "both"
    exclusions: tuple[str, ...] = ()
    link: str = GUIDE

    def __post_init__(self) -> None:
        """Refuse what would not read as a notice."""
        longest = 24 * self.days
        plain = all(cause.strip() and not re.search(r"[\n。()]", cause) for cause in self.exclusions)
        for fine, expected in (
            (1 <= self.days <= _YEAR, f"days: expected 1 to {_YEAR}, got {self.days}"),
            (
                1 <= self.hours <= longest,
                f"hours: expected 1 to {longest}, as long as it holds, got {self.hours}",
            ),
            (plain, "exclusions: expected causes of a few words such as 落下, without 。 or brackets"),
            (
                re.fullmatch(r"https://[\x21-\x7e]+", self.link),
                f"link: expected an address, got {self.link!r}",
            ),
        ):
            if not fine:
                raise ValueError(expected)


USUAL = Terms()


def build(terms: Terms = USUAL) -> str:
    """The whole notice, four lines without a break at the end."""
    return "\n".join(
        (
            period(terms),
            clause("condition", terms) + clause("handling", terms),
            clause("exclusion", terms),
            clause("link", terms),
        )
    )


def period(terms: Terms) -> str:
    """The line that says how long the guarantee holds."""
    return f"初期不良保証期間:{terms.days}日(商品到着日より)"


def clause(name: str, terms: Terms) -> str:
    """One clause: ``condition``, ``handling``, ``exclusion`` or ``link``."""
    if name == "condition":
        return f"初期不良の場合は開封後{terms.hours}時間以内にご連絡ください。"
    if name == "handling":
        return f"確認のうえ、{_HANDLING[terms.handling]}いたします。"
    if name == "exclusion":
        causes = "、".join(cause.strip() for cause in terms.exclusions)
        return f"人為的な破損{f'({causes}など)' if causes else ''}は保証対象外です。"
    return f"詳細:{terms.link}"
