"""Rules made of dictionaries: one for all entries that agree in kind, severity, fields and platforms."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from agent.bound import BoundRule
from agent.listing import Platform, TextField
from agent.packs.dictionary import Dictionary, applied, compiled, judge_of
from agent.packs.entry import FIELDS, PLATFORMS, SEVERITY, Complaints, Entry
from agent.packs.stopwatch import held
from agent.packs.vale import ValeRule
from agent.report import Severity
from agent.rules.rule import Applies, Case, Fix, Rule, Words

_LONGEST_NAME = 80
EXAMPLES = 3
"""Shown of a rule's entries."""
_TRIED = 50
_NO_CASES: Any = {"fail": (Case(listing={}),), "pass": (Case(listing={}),)}
"""What the model of a rule asks for, until the entries themselves give examples."""
_QUIET = "ノルデック 水筒 500ml"
"""An example of a text without a hit, where no entry gives a better one."""

WRONG_FORM = Words(
    ja="辞書の表記と違います", zh="与词典中的写法不一致", en="Not the form that the dictionary gives"
)
WRONG_FORM_MESSAGE = Words(
    ja="「{quote}」は「{replacement}」と書きます。{note}",
    zh="“{quote}”应写作“{replacement}”。{note}",
    en="“{quote}” is written “{replacement}”.{note}",
)
FORBIDDEN = Words(
    ja="使わないと決めた言葉があります",
    zh="含有词典中规定不使用的词",
    en="A word that the dictionary forbids",
)
FORBIDDEN_MESSAGE = Words(
    ja="「{quote}」は使わないことになっています。{note}",
    zh="“{quote}”按规定不使用。{note}",
    en="“{quote}” is not to be used.{note}",
)
HELP = Words(
    ja="追加した辞書の決まりです。直すか、辞書の行を見直してください。",
    zh="这是所添加词典中的规定。请修改，或检查词典中的该行。",
    en="A dictionary that was added says so. Change the text, or the dictionary's line.",
)


@dataclass(frozen=True, slots=True)
class _Group:
    kind: str
    severity: Severity
    fields: tuple[TextField, ...]
    platforms: tuple[Platform, ...]

    @property
    def name(self) -> str:
        """The last part of the rule's id: the same as long as the entries say the same."""
        severity = () if self.severity == SEVERITY else (self.severity,)
        name = "-".join((self.kind, *severity, *self.platforms, *self.fields)).replace("_", "-")
        if len(name) <= _LONGEST_NAME:
            return name
        return f"{self.kind}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def rules_of(
    entries: Sequence[Entry], prefix: str, source: str, complaints: Complaints
) -> Iterator[tuple[BoundRule, Dictionary, tuple[Entry, ...]]]:
    """The rules that the entries of one file make, with ids below ``prefix``, and what each is made of."""
    groups: defaultdict[_Group, list[Entry]] = defaultdict(list)
    for entry in entries:
        kind = "wrong-form" if entry.replacement else "forbidden-word"
        groups[_Group(kind, entry.severity, entry.fields, entry.platforms)].append(entry)
    for group, members in sorted(groups.items(), key=lambda item: item[0].name):
        dictionary = compiled(members, complaints)
        fields = group.fields or FIELDS
        wrong = group.kind == "wrong-form"
        rule = Rule(
            id=f"{prefix}/{group.name}",
            check="dictionary",
            fields=fields,
            applies=Applies(platforms=group.platforms or PLATFORMS),
            severity=group.severity,
            sources=("dictionary",),
            title=WRONG_FORM if wrong else FORBIDDEN,
            message=WRONG_FORM_MESSAGE if wrong else FORBIDDEN_MESSAGE,
            help=HELP,
            fix=Fix(kind="suggest" if wrong else "delete"),
            **_NO_CASES,
        )
        shown = rule.model_copy(update={"sources": (source,)} | _cases(dictionary, members, fields[0]))
        yield BoundRule(shown, held(judge_of(dictionary))), dictionary, tuple(members)


def rule_of_vale(rule: ValeRule, rule_id: str, source: str) -> BoundRule:
    """The rule that a rule of Vale makes; it comes without examples."""
    title = rule.message.format_map(_Dots())
    made = Rule(
        id=rule_id,
        check="dictionary",
        fields=FIELDS,
        applies=Applies(platforms=PLATFORMS),
        severity=rule.severity,
        sources=("dictionary",),
        title=Words(ja=title, zh=title, en=title),
        message=Words(ja=rule.message, zh=rule.message, en=rule.message),
        help=HELP,
        fix=Fix(kind="suggest") if rule.suggests else None,
        **_NO_CASES,
    )
    return BoundRule(
        made.model_copy(update={"sources": (source,), "fail": (), "passes": ()}), held(rule.judge)
    )


class _Dots(dict[str, str]):
    """Every placeholder, where nothing is quoted."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _cases(dictionary: Dictionary, entries: Sequence[Entry], field: TextField) -> dict[str, tuple[Case, ...]]:
    """Examples for people: what the first entries find, marked, and the same put right."""
    examples = (text for entry in entries[:_TRIED] for text in _examples(entry))
    found = [text for text in islice(examples, _TRIED) if dictionary.find(text)][:EXAMPLES]
    right = [text for text in (*(applied(dictionary, text) for text in found), _QUIET) if text]
    quiet = [text for text in dict.fromkeys(right) if not dictionary.find(text)][:EXAMPLES]
    return {
        "fail": tuple(_case(field, _marked(dictionary, text)) for text in found),
        "passes": tuple(_case(field, text) for text in quiet),
    }


def _examples(entry: Entry) -> Iterator[str]:
    yield from (spec.given for spec in entry.specs)
    yield from (find for find in entry.finds if not find.startswith("/"))
    if not entry.finds:
        yield (entry.replacement or "").swapcase()


def _marked(dictionary: Dictionary, text: str) -> str:
    for found in reversed(dictionary.find(text)):
        text = f"{text[: found.start]}⟦{text[found.start : found.end]}⟧{text[found.end :]}"
    return text


def _case(field: TextField, text: str) -> Case:
    return Case(listing={field: [text] if field == "bullets" else text})
