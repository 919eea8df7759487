"""A batch from end to end: files in, verdicts out as they come, with what went wrong kept beside."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from agent.batch.judging import Item, JudgeWork, Verdict
from agent.batch.row import Change, Fault, FileError, Row, Source
from agent.batch.runner import Failed, Runner


@dataclass(slots=True)
class FileRun:
    """What became of one file."""

    name: str
    description: str = ""
    source: Source | None = None
    listings: int = 0
    faults: list[Fault] = field(default_factory=list)
    """At most ``MOST_FAULTS`` of them."""
    faulty: int = 0
    error: str | None = None
    """Why reading it ended early."""

    def refuse(self, fault: Fault) -> None:
        """Count a record that cannot be judged."""
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


MOST_FAULTS = 20
"""So many are told of one file; a file in the wrong format has one a row."""


def judged(
    runs: Sequence[FileRun], recognise: Callable[[FileRun], Source], runner: Runner, work: JudgeWork
) -> Iterator[tuple[FileRun, Row, Verdict]]:
    """The verdict on each listing of the files, in their order; faults and errors are put into ``runs``."""
    waiting: deque[tuple[FileRun, Row]] = deque()

    def items() -> Iterator[Item]:
        for run in runs:
            try:
                run.source = recognise(run)
                run.description = run.source.description
                for row in run.source.rows():
                    if isinstance(row, Fault):
                        run.refuse(row)
                        continue
                    waiting.append((run, row))
                    yield Item(row.listing, row.issues, frozenset(row.cells) if work.fix else frozenset())
            except FileError as error:
                run.error = str(error)

    for result in runner.run(work, items()):
        run, row = waiting.popleft()
        if isinstance(result, Failed):
            run.refuse(Fault(row.number, row.where, f"could not be judged: {result.reason}"))
            continue
        run.listings += 1
        yield run, row, result


def changes(row: Row, verdict: Verdict) -> Iterator[Change]:
    """The changes that the verdict's safe fixes make in the file."""
    for part, after in verdict.fixed:
        field_name, index = part
        value = getattr(row.listing, field_name)
        before = value if index is None else value[index]
        yield Change(row.number, row.where, part, row.cells[part], before, after)
