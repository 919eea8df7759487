"""A summary for a pull request, in the Markdown of code hosts. Listing text stands in code spans only."""

import re
from collections.abc import Iterator

from agent.reports.plain import said_outcome
from agent.reports.run import Run
from agent.reports.verdict import FailOn, Row, rows, totals
from agent.reports.words import outcome_key, text, why
from agent.wire_parts import Locale

MOST = 50
"""So many findings are listed; hosts cut long comments (65,536 characters on GitHub)."""
_LONGEST = 300
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
"""Controls and what turns or hides text, such as the marks of writing direction."""
_MARKUP = re.compile(r"[\\`*_\[\]|~<>&$]")
_LINKED = re.compile(r"[@#]|:(?=//)|www(?=\.)", re.IGNORECASE)
"""Where hosts find a person, an issue or an address in what is plain text."""


def write_markdown(run: Run, locale: Locale, fail_on: FailOn = "error") -> str:
    """The counts, what could not be audited, and the findings that count first."""
    lines = [f"## {text('title', locale)}", "", *_counts(run, locale), ""]
    lines += [f"- {text(key, locale, count=count)}" for key, count in noted(run)]
    lines += [""] * (run.comparison is not None)
    lines += list(_not_audited(run, locale))
    found = sorted(rows(run), key=lambda row: (not row.fails(fail_on), row.state == "known"))
    if found:
        heads = ("severity", "target", "field", "message", "rule")
        lines += ["|" + "|".join(text(head, locale) for head in heads) + "|", "|---" * len(heads) + "|"]
        lines += [_row(row, locale) for row in found[:MOST]]
    if len(found) > MOST:
        lines += ["", text("more_findings", locale, count=len(found) - MOST)]
    return "\n".join(lines).rstrip() + "\n"


def noted(run: Run) -> Iterator[tuple[str, int]]:
    """What else differs from the baseline: keys of texts, with the number to be said."""
    if run.comparison is None:
        return
    for key in ("ruleset_changed", "browser_changed", "fonts_changed"):
        if getattr(run.comparison, key):
            yield key, 0
    for key in ("rules_new", "rules_changed", "rules_gone"):
        if count := len(getattr(run.comparison, key)):
            yield key, count


def _counts(run: Run, locale: Locale) -> Iterator[str]:
    sums = totals(run)
    not_audited = len(run.targets) - sums.outcomes["judged"]
    counts = {
        "targets": sums.outcomes["judged"],
        "not_audited": not_audited,
        "clean": sums.clean,
        "error": sums.violations["error"],
        "warning": sums.violations["warning"],
        "info": sums.violations["info"],
        "incomplete": sums.incomplete,
        "failed": sums.errors,
        "waived": sums.waived,
        "expired": sums.expired,
    }
    if run.comparison is not None:
        counts |= {"new": sums.new, "known": sums.known, "gone": sums.gone}
    yield "| | |"
    yield "|---|---:|"
    for key, count in counts.items():
        yield f"|{text(key, locale)}|{count}|"


def _not_audited(run: Run, locale: Locale) -> Iterator[str]:
    failed = [target for target in run.targets if target.outcome != "judged"]
    for target in failed[:MOST]:
        reason = why(target, locale)
        told = f": {escaped(reason)}" if reason else ""
        yield f"- **{text(outcome_key(target.outcome), locale)}** {code(target.label)}{told}"
    if len(failed) > MOST:
        yield f"- … (+{len(failed) - MOST})"
    if failed:
        yield ""


def _row(row: Row, locale: Locale) -> str:
    words = row.words(locale)
    place: str = words.target.field or ""
    if words.target.index is not None:
        place += f" {words.target.index + 1}"
    state = "" if row.state == "open" else f" ({text(row.state, locale)})"
    if row.expired:
        state += f" ({text('expired', locale)})"
    told = escaped(words.message)
    if words.target.quote:
        told += f" {code(words.target.quote)}"
    label = row.target.label if row.target.line is None else f"{row.target.label}:{row.target.line}"
    return f"|{said_outcome(words, locale)}{state}|{code(label)}|{place}|{told}|{code(words.rule)}|"


def escaped(value: str) -> str:
    """``value`` as text of a table's cell: no markup, no mention of a person, no link."""
    # A word joiner, which nobody sees, ends what hosts look for.
    unlinked = _LINKED.sub(lambda match: f"{match[0]}\u2060", _short(value))
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", unlinked)


def code(value: str) -> str:
    """``value`` as a code span in a table's cell, where hosts make nothing of it."""
    shown = _short(value).replace("|", "\\|")
    fence = "`" * (max((len(ticks) for ticks in re.findall("`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if shown.strip() else ""


def _short(value: str) -> str:
    line = " ".join(_UNSHOWN.sub(" ", value).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
