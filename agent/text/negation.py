"""Whether what was found is denied or refused on the spot: コピー品ではありません, no discount, 不是正品.

Only words right beside a hit and in its clause are looked at: what stands further off speaks of
something else, and a hit that is dropped wrongly is never seen again. Texts are folded (NFKC and case).
"""

from functools import cache

import regex

_LOOK_AHEAD = 50
_LOOK_BACK = 60
"""Longer than any words of denial with all that may stand between them and a hit."""

# Japanese denies behind. What may stand between: a noun that the hit is part of, another of its
# kind (コピー品や偽物), "and the like", the end of a quotation.
_NOUN = (
    r"(?:(?:品|商品|製品|物|もの|モノ|成分|効果|効能|行為|目的|用途?|対応|表示|表記|記載|販売|出品|取引|感|臭"
    r"|の?(?:心配|恐れ|おそれ|必要|可能性|取り?扱い?|ご?利用|ご?対応|ご?提供|配布|実施))){0,2}"
)
_LIKE = (
    r"(?:や[^\s、。,.!?・/]{1,12}?)?[」』\"”)]?"
    r"(?:など|等|なんか|とか|の?類|といった(?:もの|商品|行為)?|という(?:わけ|意味|もの))?"
)
_TOPIC = r"(?:は|が|を|も|に|には|では|として)?(?:一切|いっさい|決して|絶対に?|全く|まったく|特に|現在)?、?"
_NOT_IS = (
    r"(?:で|じゃ|では)は?(?:決して|一切|絶対に?|全く)?、?"
    r"(?:ありません|ございません|御座いません|無い|ない|なく|無く|なかった)"
)
_THERE_IS_NO = (
    r"(?:必要(?:は|が)?)?(?:(?:なし|無し|ナシ)(?![でに]は)|ゼロ|無い|ない|なく(?![なし])|無く(?![なし])"
    r"|ありません|ございません|御座いません)"
)
_DOES_NOT = (
    r"(?:(?:いた|致)?し(?:ません|ておりません|ていません)|しない|していない|(?:でき|出来)(?:ません|ない|かねます)"
    r"|(?:いた|致)?しかねます|行いません|行わない|行って(?:おり|い)ません|おこなって(?:おり|い)ません"
    r"|(?:お受け|承り)(?:しません|できません|(?:いた|致)しかねます)|応じ(?:ません|て(?:おり|い)ません|られません)"
    r"|(?:取り?扱|扱|使)(?:って(?:おり|い)ません|いません|えません|わない|っていない)"
    r"|(?:使用|含有|配合|添加)し(?:て(?:おり|い)ません|ません|ていない|ない)"
    r"|含(?:まれて|んで)(?:おり|い)(?:ません|ない)|含んでいない|含まれていない|含(?:み|まれ)ません|含ま(?:れ)?ない"
    r"|入って(?:おり|い)ません|付いて(?:おり|い)ません|付きません|(?:なり|成り)ません|要りません|いりません|いらず)"
)
_REFUSED = (
    r"(?:の?使用|の?添加)?(?:は)?(?:不要|不使用|無添加|禁止|厳禁|不可(?![欠避能])|お断り|ご遠慮|ng(?![a-z])"
    r"|フリー(?![ァ-ヺー]))"
)
# "is it not?", "unless it is" and "it is not that" deny nothing.
_NO_DOUBT = r"(?!(?:です|でしょう)?か|と(?![なの記])|限り|ければ|わけ|くらい|ほど|はず)"
_DISCLAIMED = (
    r"(?:や[^\s、。,.!?]{1,12}?|・[^\s、。,.!?]{1,12}?)?(?:など|等)?(?:を|に)"
    r"(?:目的|保証|約束|意図|示唆|推奨|期待|意味)(?:と)?(?:した|する|し|できる)?(?:もの|商品|製品|わけ)?"
    r"(?:では|じゃ|は)?(?:ありません|ございません|ない|なく|(?:いた|致)?し(?:ません|ておりません|ていません))"
)
_AFTER = (
    rf"{_NOUN}{_LIKE}(?:(?:{_NOT_IS}|{_TOPIC}(?:{_THERE_IS_NO}|{_DOES_NOT}|{_REFUSED})){_NO_DOUBT}|{_DISCLAIMED})"
    r"|-(?:free|frei|vrij)(?![\p{L}\d])|\s(?:free|frei|vrij)(?=\s*(?:$|[,.;:!)\n]))"
)
_AFTER_CUES = (
    *(
        "ません",
        "ない",
        "無い",
        "なし",
        "無し",
        "ナシ",
        "なく",
        "無く",
        "なかった",
        "ゼロ",
        "不",
        "禁",
        "無添加",
    ),
    *("断り", "遠慮", "ng", "フリー", "いらず", "かねます", "free", "frei", "vrij"),
)

# European languages and Chinese deny in front; these words may stand between, and no other.
_BEFORE = (
    r"(?:(?<![\p{L}\d.])(?:"
    r"(?:not?|non|without|never|neither|nor|free (?:of|from)|zero|cannot"
    r"|(?:is|are|do|does|did|was|were|ca|wo)n['’]t)"
    r"(?:[\s-]+(?:an?|any|the|our|your|be|been|is|are|as|for|in|to|of|so-called|made|contain(?:s|ing)?|includ(?:es?|ing)"
    r"|us(?:es?|ing|ed)|added|offer(?:s|ing)?|claim(?:s|ing)?|intended|meant|actually|really|necessarily|other"
    r"|additional|further|such)){0,4}"
    r"|(?:kein(?:e[nrms]?)?|nicht|ohne|niemals|weder|noch|frei von)"
    r"(?:\s+(?:eine?[nrms]?|d(?:er|ie|as|en|em|es)|zu[mr]|als|für|mit|aus|von|auf|so|wirklich|irgendein\w{0,2}"
    r"|jegliche\w?|zusätzliche\w?|sonstige\w?)){0,3}"
    r"|(?:geen|niet|zonder|nooit|noch|vrij van)"
    r"(?:\s+(?:een|de|het|enige|als|voor|met|van|in|aan|zo|echt|extra|toegevoegde?)){0,3}"
    r")[\s-]+[\"“„'(]?"
    r"|(?:不|没有?|沒有?|无|無|非|并非|並非|未|勿|禁止|拒绝|谢绝|ノン・?|アンチ)"
    r"(?:是|为|属于?|含有?|有|存在|任何|包含|提供|支持|支援|保证|出售|销售|卖|做|使用|用于?|用作|添加|需要?|接受|涉及"
    r"|等同于?|具有?|具备){0,3}[“\"「『]?)$"
)
_BEFORE_CUES = (
    *("not", "no", "non", "without", "never", "n't", "n’t", "nor", "free", "zero"),
    *("kein", "nicht", "ohne", "niemals", "weder", "noch", "frei", "geen", "niet", "zonder", "nooit", "vrij"),
    *("不", "没", "沒", "无", "無", "非", "未", "勿", "禁止", "拒绝", "谢绝", "ノン", "アンチ"),
)


def negation(text: str, start: int, end: int) -> str | None:
    """The words beside the span of the folded ``text`` that deny or refuse it; ``None`` without any."""
    behind = text[end : end + _LOOK_AHEAD]
    after = _compiled(_AFTER).match(behind) if any(cue in behind for cue in _AFTER_CUES) else None
    if after and after[0]:
        return after[0].strip()
    ahead = text[max(0, start - _LOOK_BACK) : start]
    before = _compiled(_BEFORE).search(ahead) if any(cue in ahead for cue in _BEFORE_CUES) else None
    return before[0].strip() if before else None


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    """Compiled where the first cue stands: that takes longer than a hundred verdicts."""
    return regex.compile(pattern, regex.VERSION1)
