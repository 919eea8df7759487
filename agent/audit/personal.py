"""What in a page's text and addresses is about people and sign-ins, and its removal before a page is written.

``leftovers`` looks again, by other means, at what this makes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

REMOVED = "[removed]"

SECRET_NAME = re.compile(
    r"csrf|xsrf|token|session|sess_?id|customer|merchant|seller|smid|account|auth|e-?mail|user|secret|passw|"
    r"credential|nonce|signature|^sig$|request-?id|cookie|expires|api-?key|access-?key|mcid|^code$|^state$|phone",
    re.IGNORECASE,
)
"""Names of attributes and parameters whose values are nobody else's business."""

_FILES = "png|jpe?g|gif|webp|avif|svg|css|m?js|json|html?|woff2?|ico|mp4"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]+[@＠][\w-]+(?:[.．][\w-]+)*[.．](?!(?:{_FILES})\b)[A-Za-z]{{2,}}(?![\w-])"
)
_HYPHEN = "[-‐‑–−－ー]"
_EDGE, _END = r"(?<![\w.-])", r"(?![\w-])"
_CALLED = (
    r"(?:(?<![A-Za-z])(?:tel|phone|fax|mobile|whatsapp)|電話(?:番号)?|携帯|℡|☎|电话|手机|微信)"
    r"[\s.:：]{0,3}[+＋(（]?\d[\d\s()（）.-]{6,18}\d"
)
"""Anything that is called a phone number."""
_PHONES = (
    # Japan: 03-1234-5678, 090-1234-5678, 0120-123-456, (03) 1234-5678, 03(1234)5678, 09012345678
    rf"(?<![\w.-])0\d{{1,4}}{_HYPHEN}\d{{1,4}}{_HYPHEN}\d{{3,4}}{_END}",
    rf"[(（]0\d{{1,4}}[)）]\s?\d{{1,4}}{_HYPHEN}\d{{4}}{_END}",
    rf"{_EDGE}0\d{{1,4}}[(（]\d{{1,4}}[)）]\d{{3,4}}{_END}",
    rf"{_EDGE}[0０][789７８９][0０]\d{{8}}{_END}",
    rf"{_EDGE}0[5789]0[ .]\d{{4}}[ .]\d{{4}}{_END}",
    # Abroad: +81 3 1234 5678, (212) 555-0123, 212-555-0123, 138-1234-5678
    rf"(?<![\w+])[+＋]\d{{1,3}}(?:[\s.()（）-]{{0,2}}\d{{1,4}}){{2,6}}{_END}",
    rf"{_EDGE}[(（]?[2-9]\d{{2}}(?:[)）]\s?|[-.])[2-9]\d{{2}}[-.]\d{{4}}{_END}",
    rf"{_EDGE}1[3-9]\d[- ]\d{{4}}[- ]\d{{4}}{_END}",
    _CALLED,
)
_PHONE = re.compile("|".join(_PHONES), re.IGNORECASE)
_PHONE_DIGITS = range(8, 16)
_JAPANESE_DIGITS = range(10, 12)

_PREFECTURE = (
    r"(?:東京都|北海道|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野"
    r"|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県)"
)
_ADDRESS = re.compile(
    rf"〒\s*\d{{3}}{_HYPHEN}?\d{{4}}[^\n]*|(?<![\w-])\d{{3}}{_HYPHEN}\d{{4}}\s*{_PREFECTURE}[^\n]*"
)
_SESSION = re.compile(r"(?<![\w-])\d{3}-\d{7}-\d{7}(?![\w-])")
_ACCOUNT = re.compile(
    r"(?:(?:merchant|seller|customer|account)\s?(?:id|token)|出品者(?:ID|トークン)|セラーID|マーチャント(?:ID|トークン)|卖家(?:编号|记号))"
    r"[\s:：]{0,3}[A-Z0-9]{9,20}",
    re.IGNORECASE,
)
_JWT = re.compile(r"eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?")
_RUN = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w+/=-])")
_WORDS = re.compile(r"[A-Z]?[a-z]{3,}")
_MOST_WORDS = 0.5
_LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Datum:
    """Something of a person's, at ``text[start:end]``."""

    kind: str
    start: int
    end: int


def find(text: str) -> Iterator[Datum]:
    """What is personal in a text, in no order; the same place may come twice."""
    text = _narrow(text)
    for kind, pattern in (
        ("e-mail address", _EMAIL),
        ("address", _ADDRESS),
        ("session or order number", _SESSION),
        ("account number", _ACCOUNT),
        ("token", _JWT),
    ):
        yield from (Datum(kind, *match.span()) for match in pattern.finditer(text))
    yield from (Datum("phone number", *one.span()) for one in _PHONE.finditer(text) if _is_phone(one[0]))
    yield from (Datum("token", *one.span()) for one in _RUN.finditer(text) if is_random(one[0]))


def _narrow(text: str) -> str:
    """Full-width letters and digits as the usual ones, every letter in its place."""
    if text.isascii():
        return text
    narrow = (unicodedata.normalize("NFKC", letter) for letter in text)
    return "".join(one if len(one) == 1 else letter for one, letter in zip(narrow, text, strict=True))


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if re.match(r"[\s(（]*[0０]", text) and not re.match(r"[A-Za-z電携℡☎电手微]", text):
        return len(digits) in _JAPANESE_DIGITS
    return len(digits) in _PHONE_DIGITS


def is_random(text: str) -> bool:
    """Whether a run of letters and digits is made by a machine: not words, not a number, not a path."""
    digits = sum(letter.isdigit() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    if digits < _LEAST_DIGITS or letters < _LEAST_DIGITS:
        return False
    return sum(map(len, _WORDS.findall(text))) < len(text) * _MOST_WORDS


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Takes personal data out of what is not the listing's own text."""

    names: tuple[str, ...] = ()
    """Of accounts, wherever they stand."""
    keep: tuple[str, ...] = ()
    """Texts that only look personal."""

    def text(self, text: str) -> str:
        """``text`` without what is personal in it."""
        found = [datum for datum in find(text) if not is_kept(text[datum.start : datum.end], self.keep)]
        for start, end in _joined((datum.start, datum.end) for datum in found):
            text = text[:start] + REMOVED + text[end:]
        for name in self.names:
            text = name_pattern(name).sub(REMOVED, text)
        return text

    def address(self, url: str) -> str:
        """``url`` without user name, and without parameters that are long, random or named like a secret.

        Addresses that are not of the web (``mailto:``, ``tel:``, ``javascript:``) become empty.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        if parts.scheme not in {"http", "https"}:
            return ""
        given = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(name, value) for name, value in given if self._is_plain(name, value)]
        query = parts.query if kept == given else urlencode(kept)
        path = "/".join(
            part if self._is_plain("", unquote(part)) else "removed" for part in parts.path.split("/")
        )
        fragment = parts.fragment if self._is_plain("", unquote(parts.fragment)) else ""
        return parts._replace(
            netloc=parts.netloc.rpartition("@")[2], path=path, query=query, fragment=fragment
        ).geturl()

    def _is_told(self, step: str) -> bool:
        found = [datum for datum in find(step) if datum.kind != "token" or _JWT.match(step)]
        named = any(name_pattern(name).search(step) for name in self.names)
        return (bool(found) or named) and not is_kept(step, self.keep)

    def _is_plain(self, name: str, value: str) -> bool:
        if is_kept(value, self.keep):
            return True
        if SECRET_NAME.search(name) or (name and len(value) > _MOST_VALUE):
            return False
        return (
            not (name and _RANDOM_VALUE.fullmatch(value) and is_random(value)) and self.text(value) == value
        )


_MOST_VALUE = 100
_RANDOM_VALUE = re.compile(r"[A-Za-z0-9+/_=-]{18,}")


def is_kept(datum: str, keep: Iterable[str]) -> bool:
    """Whether somebody said that this may stand in what is written.

    A datum may be cut differently from what was said ("TEL 03-…"), but no short text allows a long datum.
    """
    bare = datum.strip()
    return any(
        bare in text or (text in bare and 2 * len(text) >= len(bare)) for text in keep if bare and text
    )


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans from the last to the first, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined[::-1]


_GREETING = re.compile(
    r"(?:Hello|Hi|Hola|Bonjour|Ciao|Hallo|Hej|Ol[áa]|Witaj|Merhaba|Cześć|Deliver to|Livrer à|Envoyer à"
    r"|Liefern an|Enviar a|Invia a|Bezorgen bij|您好|你好|こんにちは|お届け先)(?:\s*[,，、:：]\s*|\s+)"
    r"(?P<name>[^\s,，、|<>][^,，、|<>\n]{0,40}?)(?:\s*(?:さん|様|先生|女士))?\s*[.!]?",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"sign.?in|log.?in|identif|accedi|anmelden|inicia|logga|zaloguj|giriş|ログイン|登录|登入|guest|ゲスト|^user$"
    r"|customer|account|select|your|location|choose|\d{3,}|japan|日本|united|deutschland|france|italia|españa"
    r"|return|list|order|konto|compte|cuenta|mein|mon |meine|adresse|liefer|country|region",
    re.IGNORECASE,
)
_ACCOUNT_NAME = range(3, 61)
"""Characters."""


def names_in(accounts: Iterable[str], others: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Names of people who are greeted, and of accounts.

    Args:
        accounts: texts of what shows whose account it is.
        others: texts of the rest of the page's frame.

    """
    shown = [part.strip() for text in accounts for part in text.split("|")]
    greeted = [match["name"] for text in (*shown, *others) if (match := _GREETING.fullmatch(text))]
    people = frozenset(name for name in greeted if len(name) > 1 and not _NOBODY.search(name))
    stores = {name for name in shown if len(name) in _ACCOUNT_NAME and not _GREETING.match(name)}
    return people, frozenset(name for name in stores if not _NOBODY.search(name)) - people


def name_pattern(name: str) -> re.Pattern[str]:
    """The name where it stands for itself, not inside a longer word of Latin letters."""
    before = r"(?<![^\W_])" if name[0].isascii() else ""
    after = r"(?![^\W_])" if name[-1].isascii() else ""
    return re.compile(before + re.escape(name) + after)
