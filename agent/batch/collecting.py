"""What a batch keeps for reports and baselines: all that was found, which is why it has a limit."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from agent.annotate import annotate
from agent.batch.judging import Verdict
from agent.batch.labels import Labels
from agent.batch.row import Fault, Row
from agent.bound import RuleSet
from agent.reports.run import LOCALES, AuditedTarget, pointed_at

MOST_FINDINGS = 30_000
"""Some 12 kB each, and as much again while a report is written."""
MOST_TARGETS = 200_000
"""Some 1.3 kB each where nothing was found."""
EVERY_LANGUAGE = 2_000
"""Up to so many findings a report speaks all languages; above, the one that was asked for."""
_MOST_BYTES = 16 << 20
"""Of pictures in a report, which holds them as text."""


class TooManyError(ValueError):
    """More than one report can hold."""


class Collected:
    """The targets of a batch, for its reports."""

    def __init__(self, ruleset: RuleSet, labels: Labels) -> None:
        self._ruleset = ruleset
        self._labels = labels
        self._targets: list[AuditedTarget] = []
        self._findings = 0

    def add(self, _file: str, _row: Row, verdict: Verdict) -> None:
        """Keep what one listing's verdict found. Raises ``TooManyError``."""
        target = AuditedTarget.model_validate_json(verdict.audited or "")
        self._findings += len(target.fingerprints) + len(target.waived)
        self._keep(target)

    def refuse(self, file: str, fault: Fault) -> None:
        """Keep a record that could not be judged. Raises ``TooManyError``."""
        label = self._labels.of(file, fault)
        why = f"{fault.where}: {fault.message}"
        self._keep(AuditedTarget(label=label, file=file, line=fault.number, outcome="could-not", why=why))

    def fail(self, file: str, why: str) -> None:
        """Keep a file that could not be read to its end. Raises ``TooManyError``."""
        why = why.removeprefix(f"{file}: ")
        self._keep(AuditedTarget(label=file, file=file, outcome="could-not", why=why))

    def targets(self, files: list[str], pictures: Mapping[str, Path]) -> list[AuditedTarget]:
        """All of them, in the order of the files and of what is in them.

        ``pictures`` are files by digest; those that findings point into are put in, up to a size in all.
        """
        order = {file: place for place, file in enumerate(files)}
        ordered = sorted(self._targets, key=lambda one: (order.get(one.file or "", 0), one.line or 0))
        if self._findings <= EVERY_LANGUAGE:
            ordered = [self._spoken(target) for target in ordered]
        return list(_shown(ordered, pictures))

    def _spoken(self, target: AuditedTarget) -> AuditedTarget:
        if target.listing is None or target.report is None:
            return target
        words = {
            locale: target.annotations.get(locale)
            or annotate(target.report, self._ruleset, target.listing, locale)
            for locale in LOCALES
        }
        return target.model_copy(update={"annotations": words})

    def _keep(self, target: AuditedTarget) -> None:
        self._targets.append(target)
        if self._findings <= MOST_FINDINGS and len(self._targets) <= MOST_TARGETS:
            return
        most = f"{MOST_FINDINGS:,} findings and {MOST_TARGETS:,} listings"
        msg = (
            f"{target.file}: more than {most}, which is all that reports and baselines can hold; "
            "leave out --report and --baseline and give --out FILE.jsonl, which has no limit, or "
            "split the file"
        )
        raise TooManyError(msg)


def _shown(targets: Iterable[AuditedTarget], pictures: Mapping[str, Path]) -> Iterator[AuditedTarget]:
    """The targets with the bytes of pictures that their findings point into."""
    room = _MOST_BYTES
    for target in targets:
        held: dict[str, bytes] = {}
        for digest in sorted(pointed_at(target) & pictures.keys()):
            with suppress(OSError):  # the report goes without it
                if pictures[digest].stat().st_size <= room:
                    held[digest] = pictures[digest].read_bytes()
                    room -= len(held[digest])
        yield target.model_copy(update={"pictures": held}) if held else target
