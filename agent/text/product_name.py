"""The short name of a product, from its title: what its package would have printed on it."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import regex

from agent.text import tokens
from agent.text.script import HAN, KANA

MOST = 3
LONGEST = 24
"""Characters of a name; a longer stretch without a space is a sentence."""
LEAST = 2
TELLING = 4
"""Characters from which a name that does not stand first in the title is asked for."""

_BRACKETS = regex.compile(r"[【\[(<《〈{≪][^】\])>》〉}≫]*[】\])>》〉}≫]")
_QUOTES = regex.compile(r"[「『“\"]([^」』”\"]{2,24})[」』”\"]")
_SEPARATORS = regex.compile(r"[\s/|,、。;:!?+&=★☆◆■●◎※→]+|(?<=\p{L})[×*](?=\p{L})")
_AMOUNT = regex.compile(
    r"(?:約|各|計|全|第|内容量)?\d[\d.,]*\s*[×xX*]?\s*"
    r"(?:個|本|枚|袋|箱|缶|瓶|組|足|巻|台|食|粒|錠|包|杯|束|冊|玉|膳|段|人用?|回分?|日分|ヶ月分?|か月分?|週間分?|年分?|色|種類?|点|畳|号|歳|才|"
    r"mm|cm|m|km|ml|l|dl|mg|g|kg|oz|インチ|型|ミリ|センチ|メートル|グラム|キロ|リットル|w|v|mah|gb|tb|年|月|日)?"
    r"(?:入り?|セット|組|パック|ケース|箱|袋|個|本|枚|缶|付き?|用|分|以上|以下|まで|目|版|ぴったり)*(?:\p{Latin}*\d*)",
    regex.IGNORECASE,
)
_COLOURS = (
    "ブラック|ホワイト|レッド|ブルー|グリーン|イエロー|ピンク|パープル|オレンジ|ブラウン|グレー|グレイ|ベージュ|ネイビー|"
    "シルバー|ゴールド|カーキ|アイボリー|ターコイズ|ワイン|ローズ|クリア|ダーク|ライト|マット|黒|白|赤|青|緑|黄|桃|紫|茶|灰|銀|金|紺"
)
_COLOUR = regex.compile(rf"(?:{_COLOURS})+(?:系|色)?")
_SIZE = regex.compile(
    r"(?:フリー|[smlx]{1,3}|大|中|小|特大|ミニ|レギュラー)(?:サイズ)?|サイズ|\p{Latin}{0,3}サイズ"
)
_EDGES = " -–—・.~〜'"
_LONGEST_NOISE = 4
"""Words, as the dictionary cuts them."""
_PARTICLES = ("の", "な", "と", "が", "を", "に", "で")


@lru_cache(maxsize=256)
def product_names(
    title: str, known: tuple[str, ...] = (), noise: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """At most ``MOST`` Japanese names that the title may mean, the likeliest first.

    ``known`` are names that are no part of it: those of the brand and of its maker;
    ``noise`` are folded words that any product may have.
    """
    plain = unicodedata.normalize("NFKC", title)[: tokens.LONGEST]
    quoted = [name for match in _QUOTES.finditer(plain) if _is_name(name := match[1].strip(), noise)]
    open_text = _without(_BRACKETS.sub(" ", plain), known)
    found = list(_names(open_text, noise)) or list(_names(_without(plain, known), noise))
    # A title often splits its name (宇治抹茶 ウエハース): both parts together are asked for, too.
    joined = ["".join(found[:2])] if len(found) > 1 and len(found[0]) + len(found[1]) <= LONGEST else []
    # What follows is mostly features; short ones (防水, ケース) stand on the packs of many products.
    later = [name for name in found[1:] if len(name) >= TELLING]
    ranked = dict.fromkeys([*quoted, *found[:1], *joined, *later])
    return tuple(ranked)[:MOST]


def _names(text: str, noise: frozenset[str]) -> Iterator[str]:
    for piece in _SEPARATORS.split(text):
        name = _trimmed(piece, noise)
        if _is_name(name, noise):
            yield name


def _without(text: str, known: Sequence[str]) -> str:
    for name in sorted((unicodedata.normalize("NFKC", name) for name in known), key=len, reverse=True):
        if len(name) < LEAST:
            continue
        places = regex.finditer(regex.escape(name), text, regex.IGNORECASE)
        for match in reversed(list(places)):
            start, end = match.span()
            # A brand within a word (花王 in 花王石) is left; at the title's start it goes, glued or not.
            if start == 0 or (tokens.is_edge(text, start) and tokens.is_edge(text, end)):
                text = f"{text[:start]} {text[end:]}"
    return text


def _trimmed(piece: str, noise: frozenset[str]) -> str:
    """``piece`` without amounts, model numbers, colours, sizes and the words that any product has."""
    plain = _AMOUNT.sub(" ", piece)
    if _COLOUR.fullmatch(plain.strip()):  # 茶 alone is a colour, at the end of a name it is tea
        return ""
    kept = [plain[start:end] for start, end in pairwise(sorted(tokens.edges(plain)))]
    while kept and (size := _noisy(kept, noise)):
        del kept[:size]
    kept.reverse()
    while kept and (size := int(kept[0] in _PARTICLES) or _noisy(kept, noise, reverse=True)):
        del kept[:size]
    kept.reverse()
    return "".join(kept).strip(_EDGES)


def _noisy(words: Sequence[str], noise: frozenset[str], *, reverse: bool = False) -> int:
    """How many of the first words are noise together (期間限定 is two)."""
    for size in range(min(_LONGEST_NOISE, len(words)), 0, -1):
        first = words[:size]
        if _is_noise("".join(reversed(first) if reverse else first), noise):
            return size
    return 0


def _is_noise(word: str, noise: frozenset[str]) -> bool:
    low = word.casefold().strip(_EDGES)
    return (
        not low
        or low in noise
        or (len(low) > 1 and _COLOUR.fullmatch(low) is not None)
        or _SIZE.fullmatch(low) is not None
        or not (KANA.search(low) or HAN.search(low))
    )


def _is_name(text: str, noise: frozenset[str]) -> bool:
    japanese = sum(1 for char in text if KANA.match(char) or HAN.match(char))
    return japanese >= LEAST and len(text) <= LONGEST and text.casefold() not in noise
