"""The HTML report: one file that needs nothing beside it, in three languages, for one listing or thousands.

The findings are data in the page, and its script makes text of them when a group is opened: nothing of a
listing is ever read as markup, and ten thousand findings open as fast as ten.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agent.annotate import say
from agent.naming import LANGUAGE_TAGS, field_name
from agent.reports.charts import Bar, bars
from agent.reports.html_data import data_of, embedded
from agent.reports.markdown import noted
from agent.reports.run import LOCALES, AuditedTarget, Run
from agent.reports.verdict import rows, totals
from agent.reports.words import ASSETS, outcome_key, text, why
from agent.wire_parts import Locale

_LANGUAGES = (("ja", "日本語"), ("zh", "简体中文"), ("en", "English"))
_KINDS = ("error", "warning", "info", "incomplete", "failed")
_TOP = 10
"""So many bars a chart has."""
_TOLD = 200
"""So many targets that were not audited, or in part only, are named at the head of the page."""


def write_html(run: Run, locale: Locale) -> str:
    """The whole page, which opens in that language."""
    style, script = _asset("report.css"), _asset("report.js")
    failed = [target for target in run.targets if target.outcome != "judged"]
    partly = [target for target in run.targets if target.missing]
    gone = sum(map(len, run.comparison.gone.values())) if run.comparison else 0
    facts = {
        "ruleset": run.conditions.ruleset,
        "browser": run.conditions.browser,
        "fonts": run.conditions.fonts,
    }
    page = _environment().get_template("report.html.j2")
    return page.render(
        say=lambda key, **values: text(key, locale, **values),
        locale=locale,
        language=LANGUAGE_TAGS[locale],
        tags=LANGUAGE_TAGS,
        languages=_LANGUAGES,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=source_hash(style),
        script_hash=source_hash(script),
        counts=_counts(run),
        notes=list(noted(run)),
        remarks=[
            ("not_audited", _remarks(failed), max(0, len(failed) - _TOLD)),
            ("in_part", _remarks(partly), max(0, len(partly) - _TOLD)),
        ],
        made=run.made.strftime("%Y-%m-%d %H:%M %Z").strip(),
        version=run.version,
        facts=[(key, value) for key, value in facts.items() if value],
        charts=list(_charts(run)),
        kinds=_KINDS,
        compared=run.comparison is not None,
        lists=[
            key
            for key, count in (("waived", sum(len(target.waived) for target in run.targets)), ("gone", gone))
            if count
        ],
        data=Markup(embedded(data_of(run))),  # noqa: S704 - no character of it can end the element
    )


def _remarks(targets: list[AuditedTarget]) -> list[dict[str, Any]]:
    """What the head of the page says of these targets, why in each language."""
    return [
        {
            "key": outcome_key(target.outcome),
            "label": target.label,
            "why": [(locale, why(target, locale)) for locale in LOCALES],
        }
        for target in targets[:_TOLD]
    ]


def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def source_hash(content: str) -> str:
    """How a Content-Security-Policy allows this very script or style of a page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _counts(run: Run) -> list[tuple[str, int]]:
    sums = totals(run)
    judged = sums.outcomes["judged"]
    counts = [
        ("targets", judged),
        ("not_audited", len(run.targets) - judged),
        ("clean", sums.clean),
        ("error", sums.violations["error"]),
        ("warning", sums.violations["warning"]),
        ("info", sums.violations["info"]),
        ("incomplete", sums.incomplete),
        ("failed", sums.errors),
        ("waived", sums.waived),
        ("expired", sums.expired),
    ]
    if run.comparison is not None:
        counts += [("new", sums.new), ("known", sums.known), ("gone", sums.gone)]
    return counts


def _charts(run: Run) -> Iterator[dict[str, Any]]:
    """The rules with most violations, and violations by field, the latter once a language."""
    found = [row for row in rows(run) if row.marked.finding.outcome == "violation"]
    by_rule = Counter((row.marked.finding.rule, row.severity) for row in found).most_common(_TOP)
    if not by_rule:
        return
    drawn = bars([Bar(rule, count, severity) for (rule, severity), count in by_rule])
    yield {"id": "by-rule", "key": "by_rule", "svg": drawn, "locale": None}
    by_field = Counter(row.marked.finding.target.field for row in found).most_common(_TOP)
    for locale in LOCALES:
        drawn = bars([Bar(say(field_name(field), locale), count, "accent") for field, count in by_field])
        yield {"id": f"by-field-{locale}", "key": "by_field", "svg": drawn, "locale": locale}
