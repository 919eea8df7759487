"""D12: packs are read again while the agent runs, and a broken one leaves the old one in use."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from agent.bound import RuleSet
from agent.listing import Listing
from agent.packs import loading
from agent.rules.ruleset import RuleError
from agent.server import reloading
from agent.server.judging import EngineJudge
from agent.server.reloading import FILE, Reloader, told
from agent.server.state import StateDirectory
from tests.packs.packs import NOTHING, TODAY, write

WORDS = "word\n激安\n"


@dataclass
class Judge:
    """Takes rules and says when."""

    rules: list[RuleSet] = field(default_factory=list)
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    def use(self, ruleset: RuleSet) -> None:
        self.rules.append(ruleset)
        self.taken.set()


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "state")
    directory.prepare()
    return directory


@pytest.fixture
def words(tmp_path: Path) -> Path:
    return write(tmp_path, {"words.csv": WORDS}) / "words.csv"


def save(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def rule_ids(ruleset: RuleSet) -> list[str]:
    return [bound.rule.id for bound in ruleset.rules]


def test_nothing_is_read_again_while_nothing_changes(words: Path, state: StateDirectory) -> None:
    reloader = Reloader(NOTHING, [words], state)
    assert rule_ids(reloader.ruleset) == ["words/forbidden-word"]
    assert reloader.look() is False


def test_a_change_is_taken_over(words: Path, state: StateDirectory) -> None:
    reloader = Reloader(NOTHING, [words], state)
    before = reloader.ruleset
    words.write_text("word,severity\n最安,error\n", "utf-8")
    assert reloader.look() is True
    assert rule_ids(reloader.ruleset) == ["words/forbidden-word-error"]
    assert reloader.ruleset.hash != before.hash
    assert rule_ids(before) == ["words/forbidden-word"]  # whoever still judges by it is not disturbed


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense\n",
        b"word,severity\na,loud\n",
        "激安".encode("cp932"),
        b"word\n" + b"a" * 300_000,
        None,
    ],
)
def test_d12_a_broken_pack_leaves_the_old_one_in_use_until_it_is_mended(
    words: Path, state: StateDirectory, content: bytes | None
) -> None:
    reloader = Reloader(NOTHING, [words], state)
    before = reloader.ruleset
    if content is None:
        words.unlink()
    else:
        words.write_bytes(content)
    assert reloader.look() is False
    assert reloader.ruleset is before
    (pack,) = reloader.states().packs
    assert (pack.rules, str(words) in (pack.problem or "")) == (1, True)
    assert reloader.look() is False
    words.write_text(WORDS + "最安\n", "utf-8")
    assert reloader.look() is True
    assert reloader.states().packs[0].problem is None


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 50_000, "a: &a [x]\nb: [*a, *a]"])
def test_d09_a_yaml_bomb_in_a_running_agent_is_a_broken_pack_like_any(
    tmp_path: Path, state: StateDirectory, bomb: str
) -> None:
    terms = write(tmp_path, {"terms.yml": "rules: [Norudek]"}) / "terms.yml"
    reloader = Reloader(NOTHING, [terms], state)
    terms.write_text(bomb, "utf-8")
    assert reloader.look() is False
    assert rule_ids(reloader.ruleset) == ["terms/wrong-form"]


def test_one_broken_pack_does_not_keep_the_others_from_changing(
    tmp_path: Path, words: Path, state: StateDirectory
) -> None:
    shop = write(tmp_path / "shop", {"a.csv": WORDS})
    reloader = Reloader(NOTHING, [words, shop], state)
    words.write_text("nonsense", "utf-8")
    write(shop, {"b.csv": WORDS})
    assert reloader.look() is True
    assert rule_ids(reloader.ruleset) == [
        "words/forbidden-word",
        "shop/a/forbidden-word",
        "shop/b/forbidden-word",
    ]


def test_a_pack_that_is_broken_at_the_start_is_refused(words: Path, state: StateDirectory) -> None:
    words.write_text("nonsense", "utf-8")
    with pytest.raises(RuleError, match=r"words\.csv:1: expected a first line"):
        Reloader(NOTHING, [words], state)


async def test_while_the_app_runs_the_judge_gets_new_rules_and_the_state_directory_tells(
    words: Path, state: StateDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "POLL_SECONDS", 0.01)
    judge = Judge()
    reloader = Reloader(NOTHING, [words], state)
    watching = reloader.watching(judge)(web.Application())
    await anext(watching)
    written = json.loads(state.read(FILE) or b"")
    assert written["packs"] == [{"path": str(words), "rules": 1, "problem": None}]
    assert [pack.rules for pack in told(state, written["pid"])] == [1]
    assert told(state, written["pid"] + 1) == ()
    save(words, "word,severity\na,\nb,error\n")
    await asyncio.wait_for(judge.taken.wait(), 10)
    assert rule_ids(judge.rules[-1]) == ["words/forbidden-word", "words/forbidden-word-error"]
    with pytest.raises(StopAsyncIteration):
        await anext(watching)
    assert state.read(FILE) is None
    assert told(state, written["pid"]) == ()


def test_whatever_a_pack_makes_its_reader_do_the_old_rules_go_on(
    words: Path, state: StateDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_origin: Path) -> loading.Pack:
        raise MemoryError

    reloader = Reloader(NOTHING, [words], state)
    monkeypatch.setattr(reloading, "load", broken)
    save(words, WORDS + "最安\n")
    assert reloader.look() is False
    assert "internal fault" in str(reloader.states().packs[0].problem)
    monkeypatch.setattr(reloading, "load", loading.load)
    save(words, WORDS + "格安\n")
    assert reloader.look() is True


async def test_the_judge_judges_by_the_new_rules_from_the_next_listing_on(
    words: Path, state: StateDirectory
) -> None:
    reloader = Reloader(NOTHING, [words], state)
    judge = EngineJudge(reloader.ruleset, lambda: TODAY)
    listing = Listing(platform="amazon", title="激安 最安")
    assert [entry.target.quote for entry in (await judge(listing, {}, "ja")).annotations] == ["激安"]
    save(words, "word\n最安\n")
    assert reloader.look()
    judge.use(reloader.ruleset)
    verdict = await judge(listing, {}, "ja")
    assert [entry.target.quote for entry in verdict.annotations] == ["最安"]
    assert verdict.ruleset == reloader.ruleset.hash
    judge.close()
