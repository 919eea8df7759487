"""JavaScript's regular expressions, as prh dictionaries write them, run on RE2.

Translated are escapes, classes and properties that the two spell differently. A look-ahead at the end
of an expression or of one of its alternatives (``サーバ(?!ー)``, the idiom of these dictionaries) is
looked at after each hit. Everything that needs more is refused with its position.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from agent.packs.linear import Expression, Match, PatternError, escape

# JavaScript's \s knows every Unicode space; RE2's only ASCII's.
_SPACE = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_NOT_SPACE = (
    r"\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"
    r"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_ANY = r"[^\n\r\x{2028}\x{2029}]"
_CODE = regex.compile(r"\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?)")
_PROPERTY = regex.compile(r"\\([pP])\{(?:(?:Script|sc|scx|Script_Extensions|General_Category|gc)=)?(\w+)\}")
_NAMED = regex.compile(r"\(\?<([A-Za-z_$][\w$]*)>")
_AHEAD = ("(?=", "(?!")
_AS_IT_IS = frozenset("dDwWbBnrtfv")
_HIGH_SURROGATES = range(0xD800, 0xDC00)


@dataclass(frozen=True, slots=True)
class _Branch:
    """One alternative, and what must or must not follow it."""

    body: Expression
    ahead: Expression | None
    wanted: bool

    def finditer(self, text: str) -> Iterator[Match]:
        """Hits that the look-ahead lets pass; the shorter hit that JavaScript would then try is missed."""
        for match in self.body.finditer(text):
            if self.ahead is None or self.ahead.holds_at(text, match.span()[1]) is self.wanted:
                yield match


class JsExpression:
    """What a dictionary's expression matches, with its groups. Raises ``PatternError``.

    ``bounded``: only between ASCII word edges, as prh's option ``wordBoundary`` asks.
    """

    def __init__(self, source: str, flags: str = "", *, bounded: bool = False) -> None:
        before, after = (r"\b(?:", r")\b") if bounded else ("", "")

        def compiled(body: str) -> Expression:
            try:
                return Expression(body, ignore_case="i" in flags, groups=True)
            except PatternError as error:  # its position is one of the translation
                position = max(source.find(error.part), 0) + 1
                raise PatternError(position, error.complaint, error.part) from error

        pieces = _Translation(source, dot_all="s" in flags).pieces
        if all(piece.ahead is None for piece in pieces):
            # Together, because the first alternative that holds is the hit, not the longest.
            pieces = [_Piece("|".join(piece.body for piece in pieces), None, wanted=True, groups_before=0)]
        self._branches = [
            _Branch(
                # Groups are counted through all alternatives: empty ones stand for those before this one.
                compiled("()" * piece.groups_before + before + piece.body + after),
                None if piece.ahead is None else compiled(piece.ahead),
                piece.wanted,
            )
            for piece in pieces
        ]
        self.groups = max(branch.body.groups for branch in self._branches)

    @property
    def bodies(self) -> list[Expression]:
        """Expressions of which one holds wherever this one does."""
        return [branch.body for branch in self._branches]

    def finditer(self, text: str) -> Iterator[Match]:
        """Places from left to right, not overlapping; of two at one place that of the first alternative."""
        if len(self._branches) == 1:
            yield from self._branches[0].finditer(text)
            return
        found = [match for branch in self._branches for match in branch.finditer(text)]
        reached = 0
        for match in sorted(found, key=lambda match: match.span()[0]):
            if match.span()[0] >= reached:
                yield match
                reached = match.span()[1]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One alternative of the source, translated."""

    body: str
    ahead: str | None
    wanted: bool
    groups_before: int


class _Translation:
    """One expression read from left to right into ``pieces``, one a top-level alternative."""

    def __init__(self, source: str, *, dot_all: bool) -> None:
        self._source = source
        self._dot = r"(?s:.)" if dot_all else _ANY
        self._at = 0
        self._depth = 0
        self._groups = 0
        self.pieces: list[_Piece] = []
        while self._at <= len(source):
            self.pieces.append(self._piece())
            self._at += 1  # the bar

    def _piece(self) -> _Piece:
        groups_before = self._groups
        body: list[str] = []
        while not self._ends():
            if self._source.startswith(_AHEAD, self._at):
                wanted = self._source[self._at + 2] == "="
                return _Piece("".join(body), self._ahead(), wanted, groups_before)
            body.append(self._token())
        return _Piece("".join(body), None, wanted=True, groups_before=groups_before)

    def _ends(self) -> bool:
        at_bar = self._depth == 0 and self._source.startswith("|", self._at)
        return at_bar or self._at >= len(self._source)

    def _ahead(self) -> str:
        """The look-ahead that stands here, translated, if nothing follows it."""
        begin = self._at
        if self._depth:
            raise self._refusal(begin, "a look-ahead inside brackets")
        self._at += len(_AHEAD[0])
        self._depth = 1
        inner: list[str] = []
        while self._depth:
            if self._at >= len(self._source):
                raise PatternError(begin + 1, "missing )")
            if self._source.startswith(_AHEAD, self._at):
                raise self._refusal(self._at, "a look-ahead within another")
            inner.append(self._token())
        if not self._ends():
            raise self._refusal(begin, "a look-ahead before the end")
        return "".join(inner[:-1])  # without its closing bracket

    def _refusal(self, position: int, what: str) -> PatternError:
        expected = "expected none, or one at the very end"
        return PatternError(position + 1, f"{what} cannot be matched in linear time; {expected}")

    def _token(self) -> str:
        char = self._source[self._at]
        if char == "\\":
            return self._escape(in_class=False)
        if char == "[":
            return self._class()
        named = _NAMED.match(self._source, self._at)
        if char == "(":
            self._depth += 1
            self._groups += named is not None or not self._source.startswith("(?", self._at)
        self._depth -= char == ")"
        self._at = named.end() if named else self._at + 1
        return self._dot if char == "." else char

    def _class(self) -> str:
        if self._source.startswith("[^]", self._at):
            self._at += 3
            return r"(?s:.)"
        if self._source.startswith("[]", self._at):
            self._at += 2
            return r"[^\x{0}-\x{10ffff}]"
        parts = ["["]
        self._at += 1
        while self._at < len(self._source):
            char = self._source[self._at]
            if char == "\\":
                parts.append(self._escape(in_class=True))
                continue
            self._at += 1
            parts.append(r"\[" if char == "[" else char)
            if char == "]":
                break
        return "".join(parts)

    def _escape(self, *, in_class: bool) -> str:
        position = self._at
        following = self._source[position + 1 : position + 2]
        for special, read in ((_CODE, _code_point), (_PROPERTY, _property)):
            match = special.match(self._source, position)
            if match:
                self._at = match.end()
                return read(match)
        self._at += 2
        if following in ("s", "S"):
            inner = _SPACE if following == "s" else _NOT_SPACE
            return inner if in_class else f"[{inner}]"
        if following == "0":
            return r"\x00"
        if following == "b" and in_class:
            return r"\x08"
        if following == "x" or following in _AS_IT_IS or following.isdigit() or following == "k":
            return f"\\{following}"  # what of these cannot be had is refused where it is compiled
        if not following or following == "c":
            raise PatternError(position + 1, f"an escape that says nothing, \\{following}")
        return escape(following)


def _code_point(match: "regex.Match[str]") -> str:
    braced, first, second = match.groups()
    code = int(braced or first, 16)
    if second and code in _HIGH_SURROGATES:
        code = 0x10000 + ((code - 0xD800) << 10) + (int(second, 16) - 0xDC00)
        return f"\\x{{{code:x}}}"
    return f"\\x{{{code:x}}}" + (f"\\x{{{int(second, 16):x}}}" if second else "")


def _property(match: "regex.Match[str]") -> str:
    return f"\\{match[1]}{{{match[2]}}}"
