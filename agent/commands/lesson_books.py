"""What is kept of lessons, for the command line: asked of the running agent, else read from the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlencode

from agent.lessons.recap_name import Form
from agent.server import caller
from agent.server.caller import Model
from agent.server.state import StateDirectory
from agent.store.errors import FILE
from agent.wire_console import ProgressList, Removed, RunEntry, RunId, RunList
from agent.wire_lesson import LearnerName
from agent.wire_parts import Locale

if TYPE_CHECKING:
    from agent.server.instance import Running
    from agent.store.store import Store

_OWN_STORE = "--store: the agent that runs has a store of its own: stop it first, or leave out --store"
_SECONDS = 30.0
"""For an agent that reads its first lesson, in a database elsewhere perhaps, on a busy computer."""


class Shelf(Protocol):
    """Runs that can be removed."""

    def runs(self) -> tuple[RunEntry, ...]:
        """The newest, the newest first."""

    def forget_run(self, run: RunId) -> bool:
        """Whether it was there."""


@dataclass(frozen=True, slots=True)
class RecapFile:
    """What happened in a run."""

    name: str
    content: bytes


class Book(Shelf, Protocol):
    """Runs and learners; every method may raise ``CallError`` or ``StoreError``.

    A run that is not there is ``None`` or false; an agent refuses it.
    """

    def recap(self, run: RunId, form: Form, locale: Locale, *, names: bool, texts: bool) -> RecapFile | None:
        """The file."""

    def finish(self, run: RunId) -> RunEntry | None:
        """The run, which is over now; an agent refuses one that is held."""

    def progress(self, locale: Locale) -> ProgressList:
        """Of every learner with a name."""

    def forget_learner(self, learner: LearnerName) -> int:
        """How many runs were removed; an agent refuses a name that has none."""


@contextmanager
def opened(state: StateDirectory, url: str | None, *, named: bool) -> Iterator[Book]:
    """The book of the agent that runs on ``state``; of its store while none does.

    Args:
        state: the agent's directory.
        url: of the store; ``None``: the file in ``state``.
        named: whether ``--store`` named it: then no other may be used instead.

    Raises ``CallError``, ``StateError``, ``StoreError``.

    """
    agent = _answering(state)
    if agent is not None:
        if named:
            raise caller.CallError(_OWN_STORE)
        yield _AgentBook(agent)
        return
    if not url and not (state.check() and (state.path / FILE).exists()):
        yield _EmptyBook()
        return
    from agent.store.store import open_store

    store = open_store(url, state.path)
    try:
        yield _StoreBook(store)
    finally:
        store.close()


def forget_all(book: Shelf) -> int:
    """Remove every run; how many there were. A book tells only the newest at a time."""
    count = 0
    while runs := book.runs():
        count += sum(book.forget_run(entry.id) for entry in runs)
    return count


def _answering(state: StateDirectory) -> "Running | None":
    """The agent of ``state``; ``None`` also for one that was killed and left its file."""
    try:
        agent = caller.running(state)
        _ask(agent, "GET", "/v1/runs", RunList)
    except caller.CallError as error:
        if str(error) != caller.NOT_RUNNING:
            raise
        return None
    return agent


def _ask(agent: "Running", method: str, path: str, model: type[Model]) -> Model:
    return model.model_validate_json(caller.fetch(agent, method, path, seconds=_SECONDS))


@dataclass(frozen=True, slots=True)
class _AgentBook:
    agent: "Running"

    def runs(self) -> tuple[RunEntry, ...]:
        return _ask(self.agent, "GET", "/v1/runs", RunList).runs

    def recap(self, run: RunId, form: Form, locale: Locale, *, names: bool, texts: bool) -> RecapFile:
        said = {True: "show", False: "hide"}
        query = urlencode({"as": form, "locale": locale, "names": said[names], "texts": said[texts]})
        return RecapFile(*caller.download(self.agent, f"/v1/runs/{run}/recap?{query}", _SECONDS))

    def finish(self, run: RunId) -> RunEntry:
        return _ask(self.agent, "POST", f"/v1/runs/{run}/end", RunEntry)

    def progress(self, locale: Locale) -> ProgressList:
        return _ask(self.agent, "GET", f"/v1/progress?locale={locale}", ProgressList)

    def forget_run(self, run: RunId) -> bool:
        return bool(_ask(self.agent, "DELETE", f"/v1/runs/{run}", Removed).removed)

    def forget_learner(self, learner: LearnerName) -> int:
        return _ask(self.agent, "DELETE", f"/v1/progress/{quote(learner, safe='')}", Removed).removed


@dataclass(frozen=True, slots=True)
class _StoreBook:
    store: "Store"

    def runs(self) -> tuple[RunEntry, ...]:
        return self.store.runs()

    def recap(self, run: RunId, form: Form, locale: Locale, *, names: bool, texts: bool) -> RecapFile | None:
        from agent import catalogue
        from agent.lessons.recap import recap_file

        told = self.store.run(run)
        if told is None:
            return None
        rules = None if locale == told.run.locale else catalogue.load()
        lesson = None if told.run.lesson is None else self.store.lesson(told.run.lesson)
        return RecapFile(*recap_file(told, lesson, form, locale, names=names, texts=texts, rules=rules))

    def finish(self, run: RunId) -> RunEntry | None:
        return self.store.finish(run, datetime.now(UTC))

    def progress(self, locale: Locale) -> ProgressList:
        from agent.lessons.progress import progress

        return progress(self.store.outcomes(), datetime.now(UTC), locale)

    def forget_run(self, run: RunId) -> bool:
        return self.store.remove_run(run)

    def forget_learner(self, learner: LearnerName) -> int:
        return self.store.forget_learner(learner)


class _EmptyBook:
    """Where no lesson was held yet: nothing is made for those who only look."""

    def runs(self) -> tuple[RunEntry, ...]:
        return ()

    def recap(
        self,
        run: RunId,  # noqa: ARG002 - as every book
        form: Form,  # noqa: ARG002 - as every book
        locale: Locale,  # noqa: ARG002 - as every book
        *,
        names: bool,  # noqa: ARG002 - as every book
        texts: bool,  # noqa: ARG002 - as every book
    ) -> None:
        return None

    def finish(self, run: RunId) -> None:  # noqa: ARG002 - as every book
        return None

    def progress(self, locale: Locale) -> ProgressList:  # noqa: ARG002 - as every book
        return ProgressList(learners=())

    def forget_run(self, run: RunId) -> bool:  # noqa: ARG002 - as every book
        return False

    def forget_learner(self, learner: LearnerName) -> int:  # noqa: ARG002 - as every book
        return 0
