"""``tenken explain --why TEXT``: every place that a rule looks at in a text, and why it counts or not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter

from agent.annotate import REASONS, say
from agent.bound import BoundRule
from agent.commands.wording import fields, outcome, span_of_days, stores
from agent.engine import judge_rule
from agent.listing import Listing, Platform, TextField
from agent.planning import in_force
from agent.rules.lexicon import Lexicons
from agent.rules.rule import Rule, Words
from agent.rules.ruleset import RULES_DIR
from agent.text.fold import fold
from agent.text.matcher import Candidate, Verdict
from agent.wire_parts import Locale

_VERDICTS: Mapping[Verdict, Words] = {
    "counted": Words(ja="該当", zh="命中", en="counts"),
    "covered": Words(
        ja="該当（より長い一致に含まれる）",
        zh="命中（包含在更长的匹配中）",
        en="counts, inside a longer match",
    ),
    "allowed": Words(
        ja="除外: 許可パターン {because}",
        zh="排除：允许的写法 {because}",
        en="left out: the rule allows {because}",
    ),
    "negated": Words(
        ja="除外: 直後または直前で否定「{because}」",
        zh="排除：紧邻处有否定“{because}”",
        en="left out: denied or refused beside it, “{because}”",
    ),
    "token": Words(
        ja="除外: 単語の途中 {because}",
        zh="排除：只是词的一部分 {because}",
        en="left out: only part of a word, {because}",
    ),
    "word": Words(
        ja="除外: 英数字の語の途中 {because}",
        zh="排除：只是字母数字词的一部分 {because}",
        en="left out: only part of a longer word or number, {because}",
    ),
    "script": Words(
        ja="除外: かなの続きの途中 {because}",
        zh="排除：只是假名串的一部分 {because}",
        en="left out: a run of kana goes on, {because}",
    ),
}
_AROUND = Words(ja="、単語の区切り {because}", zh="，分词 {because}", en=", between the words {because}")
_MORE = Words(
    ja="同じもの（{name}）がほかに{more}か所",
    zh="另有 {more} 处相同（{name}）",
    en="and {more} more ({name})",
)
_QUOTE = Words(ja="「{text}」", zh="“{text}”", en="“{text}”")
_NOTHING = Words(
    ja="このテキストに、該当する言葉も除外した言葉もありません。",
    zh="该文本中既没有命中的词，也没有被排除的词。",
    en="Nothing in this text counts, and nothing had to be left out.",
)
_SHOWN = 3
"""So many places of one kind are told; a rule may look for single letters."""
_COPY: frozenset[TextField] = frozenset({"title", "highlights", "bullets", "description", "search_terms"})
"""What a text most likely is when nobody says."""
_NO_WORDS = Words(
    ja="このルールは言葉を探しません（チェック: {check}）。",
    zh="该规则不按词查找（检查项：{check}）。",
    en="This rule looks for no words (its check is {check}).",
)
_UNASKED = Words(ja="判定しません: ", zh="不予判断：", en="not asked: ")
_OTHER_PLATFORM = Words(ja="対象は {names} だけです", zh="仅适用于 {names}", en="it is for {names} only")


@dataclass(frozen=True, slots=True)
class Question:
    """A text, and what it is; ``None`` for whatever a rule speaks of first."""

    text: str
    field: TextField | None
    platform: Platform | None
    store: str | None
    today: date
    named: bool
    """Whether somebody asked about one rule: it answers even if it sees nothing."""


def reasons(rules: Iterable[BoundRule], question: Question, locale: Locale) -> Iterator[str]:
    """Lines about each rule that finds something in the text or leaves something out."""
    silent = True
    for bound in rules:
        candidates = _candidates(bound, question.text)
        answer = _answer(bound, question, locale)
        telling = candidates and answer is not None and (answer.spoken or _leaves_out(candidates))
        if not question.named and not telling:
            continue
        silent = False
        yield f"{bound.rule.id}: {say(bound.rule.title, locale)}"
        lines = list(_seen(bound.rule, candidates, question.text, locale))
        yield from (f"  {line}" for line in lines or [_nothing(bound, locale)])
        yield f"  → {answer.words if answer else say(_UNASKED, locale) + fields(bound.rule, locale)}"
    if silent:
        yield say(_NOTHING, locale)


def _candidates(bound: BoundRule, text: str) -> list[Candidate]:
    """What all the rule's matchers see, in order; the first matcher's word counts."""
    found = {
        (candidate.start, -candidate.end, candidate.entry): candidate
        for matcher in reversed(bound.matchers)
        for candidate in matcher.trace(text)
    }
    return [candidate for _, candidate in sorted(found.items(), key=itemgetter(0))]


def _leaves_out(candidates: list[Candidate]) -> bool:
    return any(candidate.verdict not in {"counted", "covered"} for candidate in candidates)


def _nothing(bound: BoundRule, locale: Locale) -> str:
    return say(_NOTHING if bound.matchers else _NO_WORDS, locale).format(check=bound.rule.check)


def _seen(rule: Rule, candidates: list[Candidate], text: str, locale: Locale) -> Iterator[str]:
    """A line a place; of many places of one entry with one verdict, the first few."""
    alike = Counter((candidate.entry, candidate.verdict) for candidate in candidates)
    told: Counter[tuple[str, Verdict]] = Counter()
    for candidate in candidates:
        kind = candidate.entry, candidate.verdict
        told[kind] += 1
        start, end = candidate.start, candidate.end
        if told[kind] <= _SHOWN:
            place = f"{start + 1}-{end}" if end - start > 1 else f"{end}"
            quote = say(_QUOTE, locale).format(text=text[start:end])
            yield f"{place} {quote} ({_named(rule, candidate.entry)}): {_reason(candidate, locale)}"
        elif told[kind] == alike[kind]:
            more = alike[kind] - _SHOWN
            yield say(_MORE, locale).format(more=more, name=_named(rule, candidate.entry))


def _named(rule: Rule, entry: str) -> str:
    """Where the rule names ``entry``: a parameter of its own, or a word list."""
    for key, value in rule.params.items():
        entries = value if isinstance(value, list | tuple) else ()
        if any(isinstance(one, str) and entry in {one, fold(one).text} for one in entries):
            return key
    lists = [name for key, value in rule.params.items() if key.endswith("lexicons") for name in value]
    holding = [name for name in lists if entry in _entries(name)]
    return ", ".join(f"lexicon/{name}.txt" for name in holding or lists) or rule.check


@cache
def _entries(name: str) -> frozenset[str]:
    """All that one of our lists looks for; nothing for a list of a user's."""
    try:
        entry = Lexicons(RULES_DIR / "lexicon")[name]
    except ValueError:
        return frozenset()
    return frozenset((*(fold(word).text for word in entry.words), *entry.words, *entry.patterns))


def _reason(candidate: Candidate, locale: Locale) -> str:
    words = say(_VERDICTS[candidate.verdict], locale).format(because=candidate.because)
    if candidate.verdict == "counted" and candidate.because:
        words += say(_AROUND, locale).format(because=candidate.because)
    return words


@dataclass(frozen=True, slots=True)
class _Answer:
    """A rule's verdict in words, and whether it finds fault."""

    words: str
    spoken: bool = False


def _answer(bound: BoundRule, question: Question, locale: Locale) -> _Answer | None:
    """What the rule says of a listing with the text in one field; ``None`` if it reads no such field."""
    rule = bound.rule
    where = rule.applies
    platform = question.platform or where.platforms[0]
    readable = [name for name in rule.fields if name != "images" and (question.named or name in _COPY)]
    field = question.field or next(iter(readable), None)
    if field is None or field not in rule.fields:
        return None
    usual = where.marketplaces or ("jp", "us")
    store = question.store or next((name for name in usual if name not in where.not_marketplaces), "jp")
    refusal = None
    if platform not in where.platforms:
        refusal = say(_OTHER_PLATFORM, locale).format(names=", ".join(where.platforms))
    elif not in_force(rule, platform, question.today):
        refusal = span_of_days(rule, locale)
    elif store in where.not_marketplaces or (where.marketplaces and store not in where.marketplaces):
        refusal = stores(rule, locale)
    if refusal is not None:
        return _Answer(say(_UNASKED, locale) + refusal)
    listing = Listing.model_validate(
        {
            "platform": platform,
            "marketplace": store,
            "page": where.pages[0] if where.pages else "file",
            "mercari_link": True if where.program else None,
            field: (question.text,) if field in {"bullets", "messages"} else question.text,
        }
    )
    finding = judge_rule(bound, listing, {})[0]
    words = f"{outcome(finding.outcome, locale)} ({platform} {store}, {field}, {question.today})"
    if finding.reason is not None:
        words += f": {say(REASONS[finding.reason], locale)}"
    return _Answer(words, spoken=finding.outcome in {"violation", "incomplete", "error"})
