"""Baselines: the findings that a team lives with for now, so that an audit fails on new ones only.

It says under which conditions it was made; ``compare`` refuses another protocol or another scheme of
fingerprints, and says what else differs. ``accept``, ``deny`` and ``prune`` return a new baseline. Its file
is the matter of ``agent.baseline_file``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from agent import fingerprint
from agent.fingerprint import Fingerprint, Marked, pair
from agent.report import Remark
from agent.wire import PROTOCOL

_QUOTED = 120
"""So much of a quoted text is kept, for who reads the file."""


def _token(text: str) -> str:
    return str(Fingerprint.parse(text))


Token = Annotated[str, AfterValidator(_token)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8,64}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Conditions(_Frozen):
    """Under what a run was made: what may change findings without any listing being changed."""

    protocol: int = PROTOCOL
    fingerprints: int = fingerprint.VERSION
    ruleset: Digest
    """Hash of the whole rule set."""
    rules: dict[str, Digest] = {}
    """By rule, a digest of what can change its verdict; see ``agent.reports.run.digests``."""
    browser: str | None = None
    """Name and version; ``None`` where no browser was in it, as with files."""
    fonts: str | None = None
    """Whatever identifies the installed fonts."""


class Accepted(_Frozen):
    """A finding that was accepted."""

    fingerprint: Token
    rule: str
    outcome: Remark
    field: str | None = None
    quote: str = ""
    accepted: date


class Baseline(_Frozen):
    """A whole file."""

    conditions: Conditions
    targets: dict[str, tuple[Accepted, ...]] = {}
    """By the label of a target, in the order of their fingerprints."""


class IncomparableError(ValueError):
    """The baseline speaks of findings in another way; it must be made anew."""


Found = Mapping[str, Sequence[Marked]]
"""By the label of every target that was judged: what was found in it, after waivers."""
Choose = Callable[[str, Marked], bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against a baseline."""

    new: Mapping[str, tuple[str, ...]]
    """Fingerprints by label, as the run has them; so is ``known``."""
    known: Mapping[str, tuple[str, ...]]
    gone: Mapping[str, tuple[Accepted, ...]]
    """What was accepted and is not found any more in targets that were judged."""
    rules_new: tuple[str, ...] = ()
    rules_changed: tuple[str, ...] = ()
    rules_gone: tuple[str, ...] = ()
    ruleset_changed: bool = False
    """Whether anything in the rule set differs: rules, lists of words or settings."""
    browser_changed: bool = False
    fonts_changed: bool = False

    def is_new(self, label: str, token: str) -> bool:
        """Whether that finding of the run is not in the baseline."""
        return token in self.new.get(label, ())


def compare(baseline: Baseline, conditions: Conditions, found: Found) -> Comparison:
    """What is new, known and gone. Raises ``IncomparableError``.

    A finding that could not be told and is a violation now is new: nobody has accepted that.
    """
    require_comparable(baseline.conditions, conditions)
    new: dict[str, tuple[str, ...]] = {}
    known: dict[str, tuple[str, ...]] = {}
    gone: dict[str, tuple[Accepted, ...]] = {}
    for label, marked in found.items():
        entries = baseline.targets.get(label, ())
        pairs = _pairs(entries, marked)
        known[label] = tuple(str(marked[place].fingerprint) for place in sorted(pairs))
        new[label] = tuple(str(one.fingerprint) for place, one in enumerate(marked) if place not in pairs)
        used = set(pairs.values())
        gone[label] = tuple(entry for place, entry in enumerate(entries) if place not in used)
    old, now = baseline.conditions, conditions
    return Comparison(
        new,
        known,
        gone,
        rules_new=tuple(sorted(now.rules.keys() - old.rules.keys())),
        rules_changed=tuple(sorted(r for r in now.rules.keys() & old.rules if now.rules[r] != old.rules[r])),
        rules_gone=tuple(sorted(old.rules.keys() - now.rules.keys())),
        ruleset_changed=old.ruleset != now.ruleset,
        browser_changed=old.browser != now.browser,
        fonts_changed=old.fonts != now.fonts,
    )


def require_comparable(old: Conditions, now: Conditions) -> None:
    """Raise ``IncomparableError`` unless both speak of findings in the same way."""
    for name, before, after in (
        ("protocol", old.protocol, now.protocol),
        ("fingerprints", old.fingerprints, now.fingerprints),
    ):
        if before != after:
            msg = (
                f"the baseline is of {name} version {before}, this run of {after}; "
                "delete the file and make it anew with `tenken baseline accept --all`"
            )
            raise IncomparableError(msg)


def accept(
    baseline: Baseline | None, conditions: Conditions, found: Found, today: date, chosen: Choose
) -> Baseline:
    """``baseline``, or a new one, with the ``chosen`` of what was found; what is there keeps its date.

    Raises ``IncomparableError``. The run's conditions become the baseline's.
    """
    if baseline is not None:
        require_comparable(baseline.conditions, conditions)
    targets = dict(baseline.targets) if baseline is not None else {}
    for label, marked in found.items():
        entries = list(targets.get(label, ()))
        pairs = _pairs(entries, marked)
        for place, one in enumerate(marked):
            if place in pairs:  # a word beside it may have changed
                old = entries[pairs[place]]
                entries[pairs[place]] = _accepted(one, old.accepted)
            elif chosen(label, one):
                entries.append(_accepted(one, today))
        targets[label] = ordered(entries)
    return Baseline(conditions=conditions, targets=_filled(targets))


def deny(baseline: Baseline, unwanted: Callable[[str, Accepted], bool]) -> Baseline:
    """``baseline`` without what is ``unwanted``: it counts as new again."""
    targets = {
        label: tuple(entry for entry in entries if not unwanted(label, entry))
        for label, entries in baseline.targets.items()
    }
    return Baseline(conditions=baseline.conditions, targets=_filled(targets))


def prune(baseline: Baseline, comparison: Comparison, labels: Collection[str] | None = None) -> Baseline:
    """``baseline`` without what is gone, and with ``labels`` without every target that is not among them."""
    targets: dict[str, tuple[Accepted, ...]] = {}
    for label, entries in baseline.targets.items():
        gone = comparison.gone.get(label, ())
        if labels is None or label in labels:
            targets[label] = tuple(entry for entry in entries if entry not in gone)
    return Baseline(conditions=baseline.conditions, targets=_filled(targets))


def _pairs(entries: Sequence[Accepted], marked: Sequence[Marked]) -> dict[int, int]:
    pairs = pair(
        [Fingerprint.parse(entry.fingerprint) for entry in entries], [one.fingerprint for one in marked]
    )
    return {
        place: theirs
        for place, theirs in pairs.items()
        if not (entries[theirs].outcome == "incomplete" and marked[place].finding.outcome == "violation")
    }


def _accepted(one: Marked, day: date) -> Accepted:
    target = one.finding.target
    quote = (target.quote or "").encode("utf-8", "replace").decode()[:_QUOTED]
    outcome: Any = one.finding.outcome
    return Accepted(
        fingerprint=str(one.fingerprint),
        rule=one.finding.rule,
        outcome=outcome,
        field=target.field,
        quote=quote,
        accepted=day,
    )


def ordered(entries: Sequence[Accepted]) -> tuple[Accepted, ...]:
    """``entries`` as files hold them, each fingerprint once."""
    unique = {entry.fingerprint: entry for entry in entries}
    return tuple(sorted(unique.values(), key=lambda entry: (entry.rule, entry.fingerprint)))


def _filled(targets: Mapping[str, tuple[Accepted, ...]]) -> dict[str, tuple[Accepted, ...]]:
    return {label: targets[label] for label in sorted(targets) if targets[label]}
