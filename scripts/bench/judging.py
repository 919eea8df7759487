"""Where the agent's time goes: the same audit messages, step by step in one process."""

import time
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from agent import catalogue, engine
from agent.annotate import annotate
from agent.server import strict_json
from agent.server.validation import read_union
from agent.wire import Audit, ReportMessage, client_message

Result = TypeVar("Result")


def judging_times(audits: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds of each step for each of ``audits`` (JSON texts)."""
    ruleset = catalogue.load()
    times: dict[str, list[float]] = {}
    for text in audits:
        clock = _Clock(times)
        clock.note("of reading: strict decoding", strict_json.decode(text))
        audit = clock.note("reading the message", read_union(client_message, text))
        if not isinstance(audit, Audit):
            continue
        report = clock.note("the rules", engine.run(ruleset, audit.listing, {}, date(2026, 11, 22)))
        words = clock.note("words", annotate(report, ruleset, audit.listing, audit.locale))
        answer = ReportMessage(
            page=audit.page,
            revision=audit.revision,
            phase=report.phase,
            ruleset=report.ruleset,
            passed=report.count("pass"),
            inapplicable=report.count("inapplicable"),
            annotations=words,
        )
        clock.note("writing the message", answer.model_dump_json())
    return times


class _Clock:
    def __init__(self, times: dict[str, list[float]]) -> None:
        self._times = times
        self._since = time.perf_counter()

    def note(self, name: str, result: Result) -> Result:
        """Count the time since the last note for ``name``."""
        self._times.setdefault(name, []).append((time.perf_counter() - self._since) * 1e3)
        self._since = time.perf_counter()
        return result
