"""What is kept is told again, in SQLite and in PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from agent.lessons.progress import Outcome
from agent.lessons.run import Told
from agent.store.errors import RunGoneError
from agent.store.store import Store, open_store
from tests.store.records import LISTING, START, after, answer, attempt, direct, fault, finding, lesson, run


def test_a_lesson_is_kept_listed_replaced_and_removed(store: Store) -> None:
    first, second = lesson("練習 <1>"), lesson("𠮷 2")
    assert store.add_lesson(first)
    assert store.add_lesson(second)
    assert store.lesson(first.id) == first
    renamed = first.model_copy(update={"title": "3"})
    assert not store.add_lesson(renamed)
    assert store.lesson(first.id) == renamed
    listed = store.lessons()
    assert [(entry.id, entry.title, entry.faults, entry.path) for entry in listed] == [
        (second.id, "𠮷 2", 1, f"/practice/{second.id}"),
        (first.id, "3", 1, f"/practice/{first.id}"),
    ]
    assert store.remove_lesson(first.id)
    assert not store.remove_lesson(first.id)
    assert store.lesson(first.id) is None


def test_a_run_is_told_with_all_that_happened_in_it_oldest_first(store: Store) -> None:
    held = run()
    store.begin(held)
    tried = [attempt(held, seconds=5), attempt(held, "found", 1, seconds=4), attempt(held, "wrong-reason")]
    for one in tried:
        assert store.attempt(one) == one
    asked = [answer(held, right=False), answer(held, right=True)]
    for given in asked:
        assert store.answer(given) == given
    assert store.run(held.id) == Told(run=held, attempts=tuple(tried), answers=tuple(asked))
    (entry,) = store.runs()
    assert (entry.found, entry.wrong, entry.total, entry.learner) == (1, 2, 2, "佐藤")
    assert entry.started == held.started
    assert entry.ended is None


def test_an_open_run_is_found_by_its_page_until_it_ends(store: Store) -> None:
    older, newer = run(), run(started=after(60))
    store.begin(newer)
    store.begin(older)
    told = store.open_run(newer.client, newer.page)
    assert told is not None
    assert told.run == newer
    assert store.open_run(newer.client, "page-2") is None
    assert store.open_run("d" * 22, newer.page) is None
    store.end(newer.id, after(90))
    store.end(newer.id, after(99))
    told = store.open_run(newer.client, newer.page)
    assert told is not None
    assert told.run == older
    ended = store.run(newer.id)
    assert ended is not None
    assert ended.run.ended == after(90), "the first time counts"


def test_a_moment_of_another_zone_is_the_same_moment(store: Store) -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    held = run(started=tokyo)
    store.begin(held)
    store.end(held.id, tokyo + timedelta(seconds=0.25))
    (entry,) = store.runs()
    assert (entry.started, entry.ended) == (START, after(0.25))


def test_what_is_sent_again_is_answered_with_what_is_kept(store: Store) -> None:
    held, other = run(), run()
    store.begin(held)
    store.begin(other)
    first = attempt(held, "found", 1, id="same")
    assert store.attempt(first) == first
    assert store.attempt(attempt(held, "too-late", id="same")) == first
    elsewhere = attempt(other, id="same")
    assert store.attempt(elsewhere) == elsewhere
    given = answer(held, right=True)
    assert store.answer(given) == given
    assert store.answer(given.model_copy(update={"right": False})) == given


def test_any_text_is_kept_as_it_is(store: Store) -> None:
    text = "\0\x1b[31m'; DROP TABLE tenken_runs; -- 𠮷\u2028\ufffe"
    held = run(listing=LISTING.model_copy(update={"title": text}), title=text)
    store.begin(held)
    tried = attempt(held).model_copy(update={"quote": text})
    given = answer(held, right=True).model_copy(update={"answer": text, "rule": text})
    store.attempt(tried)
    store.answer(given)
    assert store.run(held.id) == Told(run=held, attempts=(tried,), answers=(given,))


def test_a_new_store_can_be_opened_by_many_at_once(url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda _: open_store(url, tmp_path), range(8)))
    held = run()
    opened[0].begin(held)
    assert [store.run(held.id) for store in opened] == [Told(run=held)] * 8
    for store in opened:
        store.close()


def test_the_same_attempt_from_many_threads_is_kept_once(store: Store) -> None:
    held = run()
    store.begin(held)
    sent = [attempt(held, seconds=place, id=f"a{place % 5}") for place in range(40)]
    with ThreadPoolExecutor(8) as threads:
        answered = list(threads.map(store.attempt, sent))
    told = store.run(held.id)
    assert told is not None
    assert len(told.attempts) == 5
    assert {one.model_dump_json() for one in answered} == {one.model_dump_json() for one in told.attempts}


def test_the_key_is_taken_again(store: Store) -> None:
    held = run()
    store.begin(held)
    listing = LISTING.model_copy(update={"title": "別の 送料無料"})
    store.rekey(held.id, listing, (fault(3),))
    told = store.run(held.id)
    assert told is not None
    assert (told.run.listing, told.run.key) == (listing, (fault(3),))
    assert store.runs()[0].total == 1
    store.rekey(held.id, listing, ())
    assert store.runs()[0].total == 0


def test_the_newest_direction_is_told_again_and_a_hunt_is_remembered(store: Store) -> None:
    held = run()
    store.begin(held)
    assert store.direction(held.id) is None
    for mode, hunted in (("hidden", False), ("hunt", True), ("normal", True)):
        store.direct(held.id, direct(mode))  # type: ignore[arg-type]
        assert store.direction(held.id) == direct(mode)  # type: ignore[arg-type]
        told = store.run(held.id)
        assert told is not None
        assert told.hunted == hunted


def test_a_run_that_was_removed_is_said_to_be_gone_whatever_is_asked_of_it(store: Store) -> None:
    held = run()
    store.begin(held)
    store.attempt(attempt(held))
    assert store.remove_run(held.id)
    assert not store.remove_run(held.id)
    assert store.run(held.id) is None
    assert store.direction(held.id) is None
    for call in (
        lambda: store.attempt(attempt(held)),
        lambda: store.answer(answer(held, right=True)),
        lambda: store.rekey(held.id, LISTING, ()),
        lambda: store.direct(held.id, direct()),
        lambda: store.rename(held.id, "田中"),
        lambda: store.end(held.id, START),
    ):
        with pytest.raises(RunGoneError, match=f"run {held.id} is not in it any more"):
            call()


def test_the_newest_runs_are_listed_as_many_as_wanted(store: Store) -> None:
    for place in range(5):
        store.begin(run(started=after(place), title=f"\0{place}"))
    assert [entry.title for entry in store.runs(3)] == ["�4", "�3", "�2"]


def test_outcomes_are_of_faults_found_or_missed_in_hunts_and_of_first_answers(store: Store) -> None:
    hunted = run("佐藤", (fault(1), fault(2, "law"), fault(3)))
    store.begin(hunted)
    store.direct(hunted.id, direct())
    store.attempt(attempt(hunted, "found", 1, seconds=4))
    store.attempt(attempt(hunted, "already-found", 1, seconds=6))
    store.attempt(attempt(hunted, "wrong-reason", 2, seconds=7))
    found = Outcome("佐藤", "claim", right=True, at=after(4))
    assert store.outcomes() == (found,), "while it is on, nothing is missed yet"
    store.end(hunted.id, after(60))
    missed = {
        Outcome("佐藤", "law", right=False, at=after(60)),
        Outcome("佐藤", "claim", right=False, at=after(60)),
    }
    assert set(store.outcomes()) == {found} | missed

    shown = run("田中")
    store.begin(shown)
    store.direct(shown.id, direct("hidden"))
    store.answer(answer(shown, right=False, seconds=9))
    store.answer(answer(shown, right=True, seconds=12))
    store.answer(answer(shown, right=True, seconds=20, question="q2", group="style"))
    store.end(shown.id, after(60))
    assert set(store.outcomes()) == {
        found,
        *missed,
        Outcome("田中", "law", right=False, at=after(9)),
        Outcome("田中", "style", right=True, at=after(20)),
    }


def test_nobody_without_a_name_has_outcomes(store: Store) -> None:
    held = run("")
    store.begin(held)
    store.direct(held.id, direct())
    store.answer(answer(held, right=True))
    store.end(held.id, after(9))
    assert store.outcomes() == ()
    store.rename(held.id, "　佐藤  花子 ")
    assert {outcome.learner for outcome in store.outcomes()} == {"佐藤 花子"}, "one name, however it is typed"


def test_a_learner_is_forgotten_with_all_their_runs(store: Store) -> None:
    for learner in ("José", "Jose\u0301", "Josef"):
        held = run(learner)
        store.begin(held)
        store.attempt(attempt(held, "found", 1))
        store.answer(answer(held, right=True))
    assert store.forget_learner(" José") == 2
    assert store.forget_learner("José") == 0
    assert [entry.learner for entry in store.runs()] == ["Josef"]
    assert {outcome.learner for outcome in store.outcomes()} == {"Josef"}


def test_another_process_sees_what_is_kept_and_it_is_there_the_next_time(
    store: Store, url: str, tmp_path: Path
) -> None:
    held = run()
    store.begin(held)
    second = open_store(url, tmp_path)
    assert second.run(held.id) == Told(run=held)
    tried = attempt(held)
    second.attempt(tried)
    second.close()
    store.close()
    assert store.run(held.id) == Told(run=held, attempts=(tried,)), "it opens itself again"
    assert store.runs()[0].id == held.id


def test_a_finding_is_not_found_by_an_attempt_that_only_came_near(store: Store) -> None:
    held = run()
    store.begin(held)
    store.attempt(attempt(held, "wrong-reason", 1))
    assert store.runs()[0].found == 0
    told = store.run(held.id)
    assert told is not None
    assert told.found() == {}
    assert told.attempts[0].finding == finding(1)
