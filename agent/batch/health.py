"""The ASIN Sync Health Score: three figures, each with its threshold; all three have to hold.

The thresholds are those of the rules. How a figure is computed is ours: the project's brief names only
the figures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from agent.batch.sync_report import linked
from agent.bound import RuleSet
from agent.context import Link
from agent.rules.rule import Words
from agent.wire_parts import Locale

Figure = Literal["sync_success", "price_deviation", "image_compliance"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How one figure is named and computed."""

    rule: str
    formula: Words


MEASURES: dict[Figure, Measure] = {
    "sync_success": Measure(
        "mercari-link/sync-success-low",
        Words(
            ja="同期成功率 = 1 − 失敗したASIN数 ÷ 同期したASIN数",
            zh="同步成功率 = 1 − 失败的 ASIN 数 ÷ 同步的 ASIN 数",
            en="sync success = 1 − ASINs that failed ÷ ASINs that were synced",
        ),
    ),
    "price_deviation": Measure(
        "mercari-link/price-deviation-high",
        Words(
            ja="価格のずれの割合 = 価格がAmazonと異なるASIN数 ÷ 同期したASIN数",
            zh="价格偏差率 = 与亚马逊价格不一致的 ASIN 数 ÷ 同步的 ASIN 数",
            en="price deviation = ASINs whose price differs from Amazon's ÷ ASINs that were synced",
        ),
    ),
    "image_compliance": Measure(
        "mercari-link/image-compliance-low",
        Words(
            ja="画像の適合率 = 画像が適合するASIN数 ÷ 同期したASIN数",
            zh="图片合规率 = 图片合规的 ASIN 数 ÷ 同步的 ASIN 数",
            en="image compliance = ASINs whose images comply ÷ ASINs that were synced",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Score:
    """One figure beside its threshold."""

    figure: Figure
    value: float | None
    """A share from 0 to 1; ``None`` where nobody told."""
    at_least: float | None
    at_most: float | None
    formula: str
    advice: str | None
    """What to do, where the threshold is missed."""

    @property
    def holds(self) -> bool | None:
        """Whether the threshold is met; ``None`` where the figure is not known."""
        return None if self.value is None else self.advice is None


def scores(ruleset: RuleSet, figures: dict[Figure, float | None], locale: Locale, today: date) -> list[Score]:
    """The three figures, judged by the rules."""
    said = {name: value for name, value in figures.items() if value is not None}
    found = {entry.rule: entry for entry in linked(ruleset, Link.model_validate(said), locale, today)}
    made: list[Score] = []
    for name, measure in MEASURES.items():
        rule = ruleset.rule(measure.rule)
        params: dict[str, Any] = {} if rule is None else rule.params
        entry = found.get(measure.rule)
        made.append(
            Score(
                name,
                figures.get(name),
                params.get("at_least"),
                params.get("at_most"),
                str(getattr(measure.formula, locale)),
                None if entry is None else f"{entry.message} {entry.help}",
            )
        )
    return made


def sync_success(failed: int, synced: int | None) -> float | None:
    """The share of ASINs that were synced; ``None`` where it is not known how many there were."""
    return None if not synced else max(0.0, 1 - failed / synced)
