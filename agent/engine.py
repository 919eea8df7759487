"""The engine: judges a listing by a rule set. Pure: no I/O, no clock, no async."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain, islice

from agent.bound import Answer, BoundRule, Group, RuleSet, Steps
from agent.checks.base import NOT_APPLICABLE, Hit, Kept, Scene, Watching, overlap
from agent.listing import TEXT_FIELDS, Listing, ScreenField
from agent.mending import Part, mend
from agent.picture import ImageFacts, Region
from agent.planning import kind_of
from agent.report import Finding, Outcome, Phase, Reason, Replacement, Report, Target
from agent.rules.rule import Rule

_SPOKEN: tuple[Outcome, ...] = ("violation", "incomplete")
_SHORT = 8_000
"""Code points of a listing beyond which nothing said of it is kept, lest a page fill the memory."""
_MOST_KEPT = 40
"""An answer with more findings is not kept either."""
MOST_HITS = 50
"""So many findings of one rule are told: nobody reads more, and the extension takes only so much."""


def run(ruleset: RuleSet, listing: Listing, facts: Mapping[str, ImageFacts], today: date) -> Report:
    """Every rule's verdict on ``listing``; ``facts`` are the measured images by digest.

    Rules of other platforms than those the listing is for, retired ones and those not in force on
    ``today`` are left out. An exception in one rule becomes that rule's outcome ``error`` and never
    stops the rest.
    """
    findings: list[Finding] = []
    if listing.also:
        views = _views(listing)
        plans = [ruleset.plan(kind_of(view), today) for view in views]
        scenes = [_Scenes(view, facts) for view in views]
        for bound, *standings in zip(ruleset.rules, *plans, strict=True):
            findings += _judge_views(bound, standings, scenes)
        findings = _settled(ruleset, findings)
    else:
        said = _said(ruleset.steps(kind_of(listing), today), _Scenes(listing, facts))
        findings.extend(chain.from_iterable(said))
    return Report(ruleset.hash, _phase(listing, facts), tuple(findings))


def _said(steps: Steps, scenes: "_Scenes") -> list[Sequence[Finding]]:
    """What each rule says."""
    said = list(steps.unasked)
    for group in steps.groups:
        for place, findings in _answer(group, scenes):
            said[place] = findings
    return said


def _answer(group: Group, scenes: "_Scenes") -> Answer:
    """What the rules of the group say that do not pass, from memory where nothing changed that they read."""
    if group.inputs is None:
        return tuple(_spoken(group, scenes))
    values = group.inputs(scenes.listing)
    answer = group.answers.get(values)
    if answer is None:
        answer = tuple(_spoken(group, scenes))
        if scenes.short and _is_lasting(answer):
            group.keep(values, answer)
    return answer


def _is_lasting(answer: Answer) -> bool:
    """Whether it is worth its room, and no fault that may have passed when the same is asked again."""
    said = list(chain.from_iterable(findings for _, findings in answer))
    return len(said) <= _MOST_KEPT and all(finding.outcome != "error" for finding in said)


def _spoken(group: Group, scenes: "_Scenes") -> Iterator[tuple[int, Sequence[Finding]]]:
    for place, bound in chain(group.asked, _promising(group, scenes[()]).items()):
        findings = _judged(bound, scenes[bound.fields])
        if findings is not bound.passed:
            yield place, findings


def _promising(group: Group, texts: Scene) -> dict[int, BoundRule]:
    """Of the rules that are watched for, those that may find something: looked up for all at once."""
    found: dict[int, BoundRule] = {}
    for watch in group.watches:
        for name in watch.fields:
            for number in watch.numbers & texts.found_in(name, watch.view):
                found.update(place for place in watch.owners[number] if name in place[1].fields)
    return found


def _views(listing: Listing) -> tuple[Listing, ...]:
    """The listing, and how it would stand on each other platform that it is meant for."""
    others = tuple(platform for platform in dict.fromkeys(listing.also) if platform != listing.platform)
    # Mercari is Japan's; which of Amazon's stores is meant, a Mercari page does not tell.
    stores = [listing.marketplace if platform == "amazon" else "jp" for platform in others]
    return (
        listing,
        *(
            listing.model_copy(update={"platform": platform, "marketplace": store})
            for platform, store in zip(others, stores, strict=True)
        ),
    )


class _Scenes(dict[tuple[ScreenField, ...], Scene]):
    """One scene for all rules that read the same fields of one listing."""

    def __init__(self, listing: Listing, facts: Mapping[str, ImageFacts]) -> None:
        super().__init__()
        self.listing = listing
        self.facts = facts
        self.kept = Kept({}, {}, {})

    def __missing__(self, fields: tuple[ScreenField, ...]) -> Scene:
        scene = self[fields] = Scene(self.listing, self.facts, fields, self.kept)
        return scene

    @cached_property
    def short(self) -> bool:
        """Whether what is said of the listing is worth the room that remembering its texts takes."""
        texts = Scene(self.listing, self.facts, TEXT_FIELDS, self.kept).passages()
        return sum(len(passage.text) for passage in texts) <= _SHORT


def _judge_views(bound: BoundRule, standings: list[bool | None], views: list[_Scenes]) -> Sequence[Finding]:
    """The rule's findings on the first view that it applies to: the same fault is told once."""
    findings: Sequence[Finding] = ()
    for standing, scenes in zip(standings, views, strict=True):
        if standing is None:
            continue
        findings = _judged(bound, scenes[bound.rule.fields]) if standing else bound.inapplicable
        if scenes is not views[0]:
            platform = scenes.listing.platform
            findings = [replace(finding, platform=platform) for finding in findings]
        if any(finding.outcome != "inapplicable" for finding in findings):
            break
    return findings


def _settled(ruleset: RuleSet, findings: list[Finding]) -> list[Finding]:
    """``findings`` without those that a conflict stands for; it is as certain as the surest of them."""
    kept = list(findings)
    for conflict in findings:
        rule = ruleset.rule(conflict.rule)
        if rule is None or rule.check != "conflict" or conflict.outcome not in _SPOKEN:
            continue
        settles = rule.params.get("settles", {})
        explained = [
            finding
            for finding in findings
            if finding.outcome in _SPOKEN and _same_place(finding, conflict, settles.get(finding.rule))
        ]
        kept = [finding for finding in kept if finding not in explained]
        if any(finding.outcome == "violation" for finding in explained):
            kept[kept.index(conflict)] = replace(conflict, outcome="violation", reason=None)
    return kept


def _same_place(finding: Finding, conflict: Finding, where: str | None) -> bool:
    one, other = finding.target, conflict.target
    if where == "anywhere":
        return True
    if where is None or (one.field, one.index) != (other.field, other.index):
        return False
    if where == "field":
        return True
    if where == "region":
        return one.region == other.region or _touch(one.region, other.region)
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return overlap((one.start, one.end), (other.start, other.end))


def _touch(one: Region | None, other: Region | None) -> bool:
    if one is None or other is None:
        return False
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > 0 and down > 0


def judge_rule(bound: BoundRule, listing: Listing, facts: Mapping[str, ImageFacts]) -> Sequence[Finding]:
    """One rule's findings; never empty."""
    if not bound.applies(kind_of(listing)):
        return bound.inapplicable
    return _judged(bound, Scene(listing, facts, bound.rule.fields))


def _judged(bound: BoundRule, scene: Scene) -> Sequence[Finding]:
    judge = bound.judge
    try:
        if isinstance(judge, Watching) and judge.idle(scene):
            return bound.passed
        hits = list(islice(judge(scene), MOST_HITS))
        if not hits:
            return bound.passed
        if hits[0] is NOT_APPLICABLE:
            return bound.inapplicable
        return [_finding(bound.rule, scene.listing, hit) for hit in hits]
    except Exception as error:  # noqa: BLE001 - one rule's fault must not silence the others
        return (Finding(bound.rule.id, "error", data={"exception": type(error).__name__}),)


def _phase(listing: Listing, facts: Mapping[str, ImageFacts]) -> Phase:
    images = listing.images or ()
    if not all(image.unavailable or image.digest in facts for image in images):
        return "text"
    main = next((facts.get(image.digest or "") for image in images if image.slot == "MAIN"), None)
    waits = main is not None and main.error is None and main.text is None
    return "image" if waits else "read"


def _doubts(rule: Rule, listing: Listing) -> Iterator[Reason]:
    """Why a violation of this rule can only be suspected on this listing."""
    if rule.applies.program == "mercari-link" and listing.mercari_link is None:
        yield "program-unknown"
    if listing.marketplace is None and (rule.applies.marketplaces or rule.applies.not_marketplaces):
        yield "marketplace-unknown"
    if rule.suspicion is not None:
        yield rule.suspicion


def _finding(rule: Rule, listing: Listing, hit: Hit) -> Finding:
    reason = hit.reason or next(_doubts(rule, listing), None)
    outcome: Outcome = "violation" if reason is None else "incomplete"
    fix = _fix(rule, listing, hit) if hit.reason is None else None
    return Finding(rule.id, outcome, hit.target, hit.data, reason, fix)


def _fix(rule: Rule, listing: Listing, hit: Hit) -> Replacement | None:
    target = hit.target
    if rule.fix is None or target.field is None or target.field == "images":
        return None
    if rule.fix.part is not None:
        return _mended_notice(rule.fix.part, listing, target)
    if rule.fix.kind == "insert-start":
        return Replacement(Target(target.field, target.index, 0, 0, ""), rule.fix.text or "")
    if target.start is None or target.end is None:
        return None
    if rule.fix.kind == "suggest":
        return None if hit.replacement is None else Replacement(target, hit.replacement)
    return _deletion(target, _text_of(listing, target), target.start, target.end)


def _text_of(listing: Listing, target: Target) -> str:
    passages = listing.passages(target.field) if target.field and target.field != "images" else None
    return next(passage.text for passage in passages or () if passage.index == target.index)


def _mended_notice(part: Part, listing: Listing, target: Target) -> Replacement | None:
    text = _text_of(listing, target)
    edit = mend(text, part, (target.start or 0, target.end or 0), listing.platform)
    if edit is None:
        return None
    start, end = edit.start, edit.end
    return Replacement(Target(target.field, target.index, start, end, text[start:end]), edit.text)


def _deletion(target: Target, text: str, start: int, end: int) -> Replacement:
    """Deleting a word takes one of the two spaces around it along, and the last one at either end."""
    spaced_before = start > 0 and text[start - 1] in " \u3000"
    spaced_after = end < len(text) and text[end] in " \u3000"
    if spaced_after and (spaced_before or start == 0):
        end += 1
    elif spaced_before and end == len(text):
        start -= 1
    return Replacement(Target(target.field, target.index, start, end, text[start:end]), "")
