"""How many of the planted faults were found, as the committed table ``MISSED.md``."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from agent.bound import RuleSet
from tests.planted.planted import FOLDER, LANGUAGES, Fault, Planted, Verdict, judge, planted, verdict

TABLE = FOLDER / "MISSED.md"


@dataclass(frozen=True)
class Told:
    """One fault of one planted listing, and how the catalogue told it."""

    planted: Planted
    fault: Fault
    verdict: Verdict


def told(ruleset: RuleSet) -> tuple[Told, ...]:
    """Every fault, judged."""
    return tuple(
        Told(entry, fault, verdict(fault, entry.listing, report))
        for entry in planted()
        for report in [judge(ruleset, entry.listing)]
        for fault in entry.faults
    )


def share(results: Sequence[Told]) -> float:
    """Share of the faults that were found, as a violation or as a suspicion; 0 to 1."""
    return sum(result.verdict != "missed" for result in results) / len(results)


def written(results: Sequence[Told]) -> str:
    """The table of ``MISSED.md``."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Sequence[Told]) -> Iterator[str]:
    yield "# Planted faults that the catalogue misses"
    yield ""
    yield "Written by `python -m tests.planted.test_planted`; the tests fail when it is out of date."
    yield "A fault is found when one of its rules speaks at its place, for certain or as a suspicion."
    yield ""
    yield from _counted("Language", LANGUAGES, lambda result: result.planted.language, results)
    yield ""
    sections = tuple(dict.fromkeys(result.planted.section for result in results))
    yield from _counted("Section", sections, lambda result: result.planted.section, results)
    yield ""
    yield "| Missed in | Fault | Where | Rules that may tell it |"
    yield "|---|---|---|---|"
    for result in results:
        if result.verdict == "missed":
            fault = result.fault
            place = fault.where or "–"
            words = f": `{fault.quote}`" if fault.quote else ""
            rules = ", ".join(f"`{rule}`" for rule in fault.rules)
            yield f"| {result.planted.name} | {_cell(fault.what)} | {place}{_cell(words)} | {rules} |"


def _counted(
    head: str, names: Sequence[str], of: Callable[[Told], str], results: Sequence[Told]
) -> Iterator[str]:
    yield f"| {head} | Faults | For certain | Suspected | Missed | Found |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name in (*names, "all"):
        chosen = [result for result in results if name in ("all", of(result))]
        counts = Counter(result.verdict for result in chosen)
        cells = " | ".join(str(counts[verdict]) for verdict in get_args(Verdict))
        yield f"| {name} | {len(chosen)} | {cells} | {share(chosen):.1%} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
