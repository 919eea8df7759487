"""What makes a finding the same in the next report: baselines, waivers and reports know it by this.

A fingerprint is ``what-sides-number``, for example ``3f2a9c81d0e4b7aa-1c2d9e0f-1``:

* ``what``: rule, platform, store, field and the quoted text, compared without width, case and spaces. Not in
  it are the words of the message, the numbers in it, and where in the field the text stands.
* ``sides``: what stands before and what after the quote, each at most 12 characters and within its sentence.
* ``number``: counts findings that are equal in all of that.

The same fault keeps its fingerprint when its paragraph or bullet moves. Another word in the same place is
another fault. When words beside it are edited, or it moves within its sentence, its sides change, and
``pair`` still knows it, by one side or by ``what`` alone. So of two equal faults of a field, one that is
known and taken away can hide another that is new: a false alarm at every edit would be worse. What is said of
a whole field (too long, missing) is the same fault however the field is edited; of a picture, as long as that
stays.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from agent.listing import Listing
from agent.report import Finding, Outcome, Report, Target
from agent.text.fold import fold

VERSION = 1
"""Of this scheme; fingerprints of different versions are never compared."""
SAID: frozenset[Outcome] = frozenset({"violation", "incomplete", "error"})
"""The outcomes that have something to say, and so a fingerprint."""

_TOKEN = re.compile(r"([0-9a-f]{16})-([0-9a-f]{4})([0-9a-f]{4})-([1-9][0-9]{0,5})")
_SIDE = 12
"""Folded characters of context on a side: a few words of Japanese, two of English."""
_REACH = 64
"""Characters that are looked at for them, with spaces and markup."""
_STOP = re.compile(r"[\r\n。！？!?・■●◆★☆]|</?[A-Za-z][^<>]{0,60}>|\.(?=\s)")
"""Where a sentence or an item of a list ends."""
_SPACE = re.compile(r"\s+")
_NAMING = ("code", "record", "name")
"""Data that tell which of several things a finding without a quote is about."""
_EXCESS = "excess"
"""Only lengths have it: they mark the end of a text, which is another one after each edit."""


@dataclass(frozen=True, slots=True, order=True)
class Fingerprint:
    """One finding's identity; ``str`` gives the token that files hold."""

    what: str
    before: str
    after: str
    number: int

    def __str__(self) -> str:
        return f"{self.what}-{self.before}{self.after}-{self.number}"

    @classmethod
    def parse(cls, token: str) -> Self:
        """The fingerprint that ``token`` writes. Raises ``ValueError`` with what was expected."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            msg = f"expected a fingerprint such as 3f2a9c81d0e4b7aa-1c2d9e0f-1, found '{token}'"
            raise ValueError(msg)
        return cls(match[1], match[2], match[3], int(match[4]))

    def near(self, other: "Fingerprint") -> bool:
        """Whether both are of the same fault with the same words on one side at least."""
        return self.what == other.what and (self.before == other.before or self.after == other.after)


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding that has something to say, with its fingerprint."""

    finding: Finding
    fingerprint: Fingerprint


def mark(report: Report, listing: Listing) -> tuple[Marked, ...]:
    """The findings that have something to say, in the report's order.

    ``report`` must be whole: what was waived before counts among equal findings too.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    marked: list[Marked] = []
    for finding in report.findings:
        if finding.outcome not in SAID:
            continue
        target = subject(finding)
        key = (_what(finding, target, listing), *_sides(target, listing))
        seen[key] += 1
        marked.append(Marked(finding, Fingerprint(*key, seen[key])))
    return tuple(marked)


def pair(known: Sequence[Fingerprint], found: Sequence[Fingerprint]) -> Mapping[int, int]:
    """For each of ``found`` that is one of ``known``, by their indices: which one; each is used once.

    Equal ones go first, then those with one equal side, then those that share ``what``.
    """
    exact = {fingerprint: index for index, fingerprint in enumerate(known)}
    pairs = {place: exact[mine] for place, mine in enumerate(found) if mine in exact}
    used = set(pairs.values())
    left: defaultdict[str, list[int]] = defaultdict(list)
    for index, fingerprint in enumerate(known):
        if index not in used:
            left[fingerprint.what].append(index)
    for is_same in (Fingerprint.near, lambda one, other: one.what == other.what):
        for place, mine in enumerate(found):
            candidates = left.get(mine.what, []) if place not in pairs else []
            same = next((index for index in candidates if is_same(known[index], mine)), None)
            if same is not None:
                pairs[place] = same
                candidates.remove(same)
    return pairs


def subject(finding: Finding) -> Target:
    """What a finding is about: the whole text where its mark only shows how much of it is too much."""
    if _EXCESS in finding.data:
        return Target(finding.target.field, finding.target.index)
    return finding.target


def _what(finding: Finding, target: Target, listing: Listing) -> str:
    platform = finding.platform or listing.platform
    parts = (finding.rule, platform, listing.marketplace, target.field, _quote(target.quote))
    return _hash(
        *(part or "" for part in parts), _picture(target, listing), *_named(finding, target), digits=16
    )


def _quote(text: str | None) -> str:
    return "" if text is None else _SPACE.sub("", fold(text).text)


def _picture(target: Target, listing: Listing) -> str:
    """Which picture: by its content where that is known, so that another in its place is another."""
    if target.field != "images" or target.index is None or not listing.images:
        return ""
    if target.index >= len(listing.images):
        return str(target.index)
    image = listing.images[target.index]
    return image.digest or image.slot


def _named(finding: Finding, target: Target) -> Iterable[str]:
    if target.quote is None:
        yield from (_quote(str(finding.data[name])) for name in _NAMING if name in finding.data)


def _sides(target: Target, listing: Listing) -> tuple[str, str]:
    """Digests of what stands before and after; of begin and end for the whole of one text of several."""
    if target.field is None or target.field == "images":
        return _hash("", digits=4), _hash("", digits=4)
    text = listing.text_at(target.field, target.index) or ""
    if target.start is not None and target.end is not None:
        before = _STOP.split(text[max(0, target.start - _REACH) : target.start])[-1]
        after = _STOP.split(text[target.end : target.end + _REACH], maxsplit=1)[0]
        return _hash(_quote(before)[-_SIDE:], digits=4), _hash(_quote(after)[:_SIDE], digits=4)
    whole = "" if target.index is None else _quote(text)
    return _hash(whole[:_SIDE], digits=4), _hash(whole[-_SIDE:], digits=4)


def _hash(*parts: str, digits: int) -> str:
    content = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:digits]
