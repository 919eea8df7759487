"""Fixes that can be applied without asking: nothing that the text says is lost, and nothing new is wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from agent.batch.row import Part
from agent.bound import RuleSet
from agent.listing import Listing
from agent.packs.table import safe
from agent.report import Finding, Report, Target

_CERTAIN = frozenset({"delete", "suggest"})
"""Kinds of fixes that only take away or rewrite what is there; the others write what the seller promises."""
_CHECKS = frozenset({"existence", "substitution"})
"""Checks whose finding is wrong by itself. A repeated word may belong to its place, and what to shorten
is the seller's choice."""
_WORD_LISTS = frozenset({"title", "search_terms"})
"""Fields in which a word can be left out; elsewhere a sentence might lose what it is about."""
_ROUNDS = 4
"""A fix rarely leaves more behind than one other fault."""
Judge = Callable[[Listing], Report]


def mended(
    ruleset: RuleSet, listing: Listing, report: Report, judge: Judge, parts: frozenset[Part]
) -> Listing:
    """``listing`` with every safe fix applied to ``parts``, which can be written back.

    ``report`` is what was found in it. What a fix leaves behind, such as two spaces, is mended in its turn.
    """
    for _ in range(_ROUNDS):
        wanted = _apart(finding for finding in report.findings if _certain(ruleset, finding, parts))
        better, found = _round(listing, report, judge, wanted)
        if better is listing:
            break
        listing, report = better, found
    return listing


def _round(
    listing: Listing, report: Report, judge: Judge, wanted: Sequence[Finding]
) -> tuple[Listing, Report]:
    """The listing after all of ``wanted``, else after those that do no harm, and what is found in it."""
    best, found = _tried(listing, report, judge, wanted)
    if best is not listing or len(wanted) < 2:  # noqa: PLR2004 - one was just tried
        return best, found
    chosen: list[Finding] = []
    for finding in wanted:
        better, after = _tried(listing, report, judge, [*chosen, finding])
        if better is not listing:
            chosen.append(finding)
            best, found = better, after
    return best, found


def _tried(
    listing: Listing, report: Report, judge: Judge, wanted: Sequence[Finding]
) -> tuple[Listing, Report]:
    """The listing after the fixes and what is found in it, or both as they were where that is no better."""
    better = _applied(listing, wanted) if wanted else None
    if better is None:
        return listing, report
    after = judge(better)
    return (listing, report) if _worse(report, after, wanted) else (better, after)


def _certain(ruleset: RuleSet, finding: Finding, parts: frozenset[Part]) -> bool:
    rule = ruleset.rule(finding.rule)
    if finding.outcome != "violation" or finding.fix is None or finding.platform is not None:
        return False
    if rule is None or rule.fix is None or rule.fix.kind not in _CERTAIN or rule.check not in _CHECKS:
        return False
    target = finding.fix.target
    if (target.field, target.index) not in parts or target.start is None:
        return False
    words = any(map(str.isalnum, target.quote or ""))
    return bool(finding.fix.text) or target.field in _WORD_LISTS or not words


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings whose fixes do not overlap, the earlier one first."""
    kept: list[Finding] = []
    for finding in findings:
        place = _target(finding)
        if not any(_overlap(place, _target(other)) for other in kept):
            kept.append(finding)
    return kept


def _target(finding: Finding) -> Target:
    return finding.target if finding.fix is None else finding.fix.target


def _overlap(one: Target, other: Target) -> bool:
    if (one.field, one.index) != (other.field, other.index):
        return False
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)


def _applied(listing: Listing, findings: Iterable[Finding]) -> Listing | None:
    """``listing`` after the fixes; ``None`` where one would empty a text, join words or make a formula."""
    texts: dict[Part, str] = {}
    # From the end, so that the offsets before stay right.
    for finding in sorted(findings, key=lambda finding: _target(finding).start or 0, reverse=True):
        target, fix = _target(finding), finding.fix
        if fix is None or target.field is None or target.field == "images":
            continue
        part = (target.field, target.index)
        if part not in texts:
            passages = listing.passages(target.field) or ()
            texts[part] = next(passage.text for passage in passages if passage.index == target.index)
        text = texts[part]
        if not fix.text and _joins(text, target.start or 0, target.end or 0):
            return None
        texts[part] = text[: target.start] + fix.text + text[target.end :]
    singles: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for (name, index), text in texts.items():
        before = getattr(listing, name)
        old = before if index is None else before[index]
        if not text.strip() or (safe(text) != text and safe(old) == old):
            return None
        if index is None:
            singles[name] = text
        else:
            several.setdefault(name, list(before))[index] = text
    return listing.model_copy(update=singles | {name: tuple(entries) for name, entries in several.items()})


def _joins(text: str, start: int, end: int) -> bool:
    """Whether what is left and right of a deletion would become one word."""
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()


def _worse(before: Report, after: Report, fixed: Iterable[Finding]) -> bool:
    """Whether something new is found, or one of the ``fixed`` is still there."""
    old, new = _spoken(before), _spoken(after)
    if new - old:
        return True
    gone = old - new
    return any(gone[_fingerprint(finding)] == 0 for finding in fixed)


def _spoken(report: Report) -> Counter[tuple[object, ...]]:
    return Counter(
        _fingerprint(finding)
        for finding in report.findings
        if finding.outcome not in {"pass", "inapplicable"}
    )


def _fingerprint(finding: Finding) -> tuple[object, ...]:
    # Without the quote: a length that is still too long quotes other words.
    return finding.rule, finding.outcome, finding.target.field, finding.target.index, finding.platform
