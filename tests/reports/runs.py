"""Runs to report on: real rules on small listings, quiet or hostile."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

from agent import catalogue
from agent.baseline import Baseline, Comparison, Conditions, compare
from agent.bound import RuleSet
from agent.engine import run as judge
from agent.listing import Listing
from agent.report import Report
from agent.reports.run import AuditedTarget, Outcome, Run, digests, judged
from agent.waivers import Waivers

TODAY = date(2026, 11, 22)
TITLE = "保温ボトル 500ml 送料無料 ステンレス 激安"
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><x/>&amp;&lt;",
    '=HYPERLINK("https://evil.example","送料無料")',
    "@SUM(1+1)|cmd '/C calc'!A0",
    "{{ 7*7 }}{% raw %}",
    "| a | `b` | [x](javascript:alert(1)) ![i](https://evil.example/i.png) @someone #12 www.evil.example",
    "\x00\x07\x1b]8;;https://evil.example\x07\u202e\u2028\u2029\ufffe",
    "');alert(1)//\\\"",
)
"""What a listing may say; each is put beside words that are found."""


@cache
def ruleset() -> RuleSet:
    return catalogue.load()


def listing(title: str = TITLE, **fields: object) -> Listing:
    usual = {"platform": "amazon", "marketplace": "jp", "mercari_link": False, "title": title}
    return Listing.model_validate(usual | fields)


def report(of: Listing, today: date = TODAY) -> Report:
    return judge(ruleset(), of, {}, today)


def conditions(**others: object) -> Conditions:
    rules = ruleset()
    values: dict[str, object] = {
        "ruleset": rules.hash,
        "rules": digests(rules),
        "browser": "Chromium 156",
        "fonts": "noto-cjk",
    }
    return Conditions.model_validate(values | others)


def target(
    label: str, of: Listing | None = None, waivers: Waivers | None = None, today: date = TODAY, **more: object
) -> AuditedTarget:
    of = of or listing()
    made = judged(label, of, report(of, today), ruleset(), waivers=waivers, today=today)
    return AuditedTarget.model_validate(dict(made) | more)


def failed(label: str, outcome: Outcome = "blocked", why: str = "a page against robots") -> AuditedTarget:
    return AuditedTarget(label=label, outcome=outcome, why=why)


def run(targets: Sequence[AuditedTarget], comparison: Comparison | None = None) -> Run:
    made = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return Run(made=made, conditions=conditions(), targets=tuple(targets), comparison=comparison)


def against(baseline: Baseline, now: Run) -> Run:
    return now.model_copy(update={"comparison": compare(baseline, now.conditions, now.found())})


def hostile_targets() -> list[AuditedTarget]:
    """One target for each hostile text, in its title, a bullet, its label; and one that was not audited."""
    targets = [
        target(
            f"https://shop.example/{place}?token=s3cret&{text}",
            listing(f"{text} 送料無料", bullets=(f"激安 {text}", text), description=f"{text}<p>送料無料</p>"),
        )
        for place, text in enumerate(HOSTILE)
    ]
    return [*targets, *(failed(f"{text} {place}", why=text) for place, text in enumerate(HOSTILE))]
