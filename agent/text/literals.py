"""What a pattern cannot match without: texts of which one must occur, read off the pattern itself.

Compiling a pattern takes half a millisecond and asking it takes microseconds for every text, while
most patterns match nothing in most texts. A pattern that ``required`` can follow is a well-formed one, so
it may wait to be compiled until one of its texts occurs.
"""

import re
from collections.abc import Iterable
from itertools import chain, product

Texts = frozenset[str]
# A part of a pattern: all that it can match, if that is few, and what it cannot match without.
_Node = tuple[Texts | None, Texts | None]


class UnreadableError(ValueError):
    """A pattern beyond this reader, well-formed or not."""


_MOST = 24
"""So many texts at most are made of the alternatives of a pattern's parts, put together."""
_MOST_ALTERNATIVES = 300
"""So many at most stand for one pattern."""
_LETTERS = r"[^\\\[\](){}?*+|.^$]+"
_PLAIN = re.compile(_LETTERS)
_WORDS = re.compile(rf"{_LETTERS}(?:\|{_LETTERS})+(?=\)|$)")
_QUANTIFIER = re.compile(r"(?:([?*+])|\{(\d{0,4})(,?)(\d{0,4})\})[?+]?")
_GROUP = re.compile(r"\((?:\?(?:(<?[=!])|[:>]|P?<[A-Za-z_]\w*>|[ims]+:)|(?!\?))")
_FLAGS = re.compile(r"\(\?[ims]+\)")
_CODE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U000([0-9a-fA-F]{5}))")
_PROPERTY = re.compile(
    r"\\[pP]\{\^?(?:(?:Script=|sc=)?(?:Han|Hiragana|Katakana|Latin|Cyrillic|Hangul|Greek)"
    r"|[LMNPSZ]|L[ultmo]|M[nc]|N[dlo]|P[cdseifo]|S[mcko]|Z[slp]|C[cf]"
    r"|Emoji|Emoji_Presentation|Emoji_Modifier|Extended_Pictographic)\}"
)
_ZERO_WIDTH = frozenset("bBAZ")
_CLASSES = frozenset("dDsSwW")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_NOTHING: Texts = frozenset({""})
_ANYTHING: _Node = (None, None)
_ZERO: _Node = (_NOTHING, None)


def required(pattern: str, *, caseless: bool = False) -> Texts | None:
    """Texts of which every match of the ``regex`` pattern holds one; ``None`` if it could be any.

    With ``caseless``, only texts that have no upper and lower case. Raises ``UnreadableError`` where this
    reader does not follow; only ``regex`` then knows what it means.
    """
    reader = _Reader(pattern, caseless=caseless)
    node = reader.alternatives()
    if reader.at != len(pattern):
        raise UnreadableError(pattern)
    return _shortest(_best(node))


def _shortest(texts: Texts | None) -> Texts | None:
    """``texts`` without those that hold another; not worth the time for very many."""
    if texts is None or len(texts) > _MOST:
        return texts
    return frozenset(text for text in texts if not any(other in text for other in texts if other != text))


def _best(node: _Node) -> Texts | None:
    exact, needs = node
    return needs if exact is None or "" in exact else _better(exact, needs)


def _better(one: Texts | None, other: Texts | None) -> Texts | None:
    """The set whose commonest text is rarer, then the smaller set."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda texts: (min(map(_rarity, texts)), -len(texts)))


def _rarity(text: str) -> int:
    """A rough count of how seldom ``text`` stands in a listing: every sentence has hiragana."""
    return sum(1 if char < "\u30a0" else 3 for char in text)


def _any_of(nodes: list[_Node]) -> _Node:
    exacts = [exact for exact, _ in nodes if exact is not None]
    exact = _few(frozenset().union(*exacts)) if len(exacts) == len(nodes) else None
    if exact is not None:
        return exact, None
    bests = [best for node in nodes if (best := _best(node)) is not None]
    return None, _few(frozenset().union(*bests)) if len(bests) == len(nodes) else None


def _few(texts: Texts) -> Texts | None:
    return texts if len(texts) <= _MOST_ALTERNATIVES else None


def _repeated(node: _Node, least: int, most: int | None) -> _Node:
    exact, _ = node
    if (least, most) == (1, 1):
        return node
    if least:
        return None, _best(node)
    return (None if exact is None or most != 1 else exact | _NOTHING), None


class _Reader:
    """Reads one pattern from left to right; ``at`` is where it stands."""

    __slots__ = ("at", "caseless", "pattern")

    def __init__(self, pattern: str, *, caseless: bool) -> None:
        self.pattern = pattern
        self.caseless = caseless
        self.at = 0

    def alternatives(self) -> _Node:
        words = _WORDS.match(self.pattern, self.at)
        if words:
            self.at = words.end()
            return self._of(*words[0].split("|"))
        node = self._sequence()
        if not self.pattern.startswith("|", self.at):
            return node
        nodes = [node]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            nodes.append(self._sequence())
        return _any_of(nodes)

    def _sequence(self) -> _Node:
        exact: Texts = _NOTHING
        needs: Texts | None = None
        whole = True
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            node = self._piece()
            if node[0] is not None and len(exact) * len(node[0]) <= _MOST:
                exact = node[0] if exact is _NOTHING else frozenset(map("".join, product(exact, node[0])))
                continue
            needs = _better(needs, _best((exact, node[1])))
            whole = False
            exact = _NOTHING if node[0] is None else node[0]
        return (exact, needs) if whole else (None, _better(needs, _best((exact, None))))

    def _of(self, *texts: str) -> _Node:
        """A part that matches just ``texts``."""
        if self.caseless and any(text.lower() != text.upper() for text in texts):
            return _ANYTHING
        return _few(frozenset(texts)), None

    def _piece(self) -> _Node:
        pattern = self.pattern
        plain = _PLAIN.match(pattern, self.at)
        if plain:
            end = plain.end()
            # A quantifier belongs to the last character only.
            if end - self.at > 1 and end < len(pattern) and pattern[end] in "?*+{":
                end -= 1
            node = self._of(pattern[self.at : end])
            self.at = end
        else:
            node = self._atom()
        if pattern[self.at : self.at + 1] not in {"?", "*", "+", "{"}:
            return node
        quantifier = _QUANTIFIER.match(pattern, self.at)
        if quantifier is None or node is _ZERO:
            raise UnreadableError(pattern)
        self.at = quantifier.end()
        if pattern[self.at : self.at + 1] in {"?", "*", "+", "{"}:
            raise UnreadableError(pattern)
        return _repeated(node, *self._times(quantifier))

    def _times(self, quantifier: re.Match[str]) -> tuple[int, int | None]:
        sign, low, comma, high = quantifier.groups()
        if sign:
            return (1 if sign == "+" else 0), (1 if sign == "?" else None)
        least = int(low or 0)
        most = (int(high) if high else None) if comma else least
        if not (low or high) or (high and not comma) or (most is not None and most < least):
            raise UnreadableError(self.pattern)
        return least, most

    def _atom(self) -> _Node:
        char = self.pattern[self.at]
        if char == "\\":
            text = self._escaped()
            return _ANYTHING if text is None else self._of(text) if text else _ZERO
        if char == "[":
            return self._class()
        if char == "(":
            return self._group()
        if char not in "^$.":
            raise UnreadableError(self.pattern)
        self.at += 1
        return _ANYTHING if char == "." else _ZERO

    def _group(self) -> _Node:
        flags = _FLAGS.match(self.pattern, self.at)
        head = _GROUP.match(self.pattern, self.at)
        if flags and not self.at:
            self.at = flags.end()
            return _ZERO
        if head is None:
            raise UnreadableError(self.pattern)
        self.at = head.end()
        node = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise UnreadableError(self.pattern)
        self.at += 1
        return _ZERO if head[1] else node

    def _escaped(self) -> str | None:
        """What an escape stands for: a character, nothing ("") or any of several (``None``)."""
        pattern, at = self.pattern, self.at
        letter = pattern[at + 1 : at + 2]
        known = (_PROPERTY if letter in {"p", "P"} else _CODE).match(pattern, at)
        if known:
            self.at = known.end()
            return None if letter in {"p", "P"} else chr(int(next(filter(None, known.groups())), 16))
        self.at += 2
        if letter in _CLASSES:
            return None
        if letter in _ZERO_WIDTH:
            return ""
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if not letter or letter.isalnum() or letter == "_":
            raise UnreadableError(pattern)
        return letter

    def _class(self) -> _Node:
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        members: list[Iterable[str]] | None = []
        first = True
        while first or not self.pattern.startswith("]", self.at):
            first = False
            low = high = self._member()
            if self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at):
                self.at += 1
                high = self._member()
                if low is None or high is None or high < low:
                    raise UnreadableError(self.pattern)
            if low is None or high is None or ord(high) - ord(low) >= _MOST:
                members = None
            elif members is not None:
                members.append(low if low == high else map(chr, range(ord(low), ord(high) + 1)))
        self.at += 1
        return _ANYTHING if negated or members is None else self._of(*chain.from_iterable(members))

    def _member(self) -> str | None:
        char = self.pattern[self.at : self.at + 1]
        pair = self.pattern[self.at : self.at + 2]
        # \b is a backspace in here; set operators, nested sets and [:names:] are left to regex.
        if not char or char in "[]" or pair in {"--", "&&", "||", "~~", "\\b", "\\B", "\\A", "\\Z"}:
            raise UnreadableError(self.pattern)
        if char == "\\":
            return self._escaped()
        self.at += 1
        return char
