"""Which encoding a text file is in. What can be told for certain is; only the rest is guessed, and said."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.batch.columns import part_of
from agent.batch.row import FileError

SAMPLE = 1 << 18
"""Bytes that a guess is made from."""
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "cp932": "CP932 (Shift_JIS)"}
_GUESSES = ("cp932", "gb18030", "big5", "euc_jp", "cp949", "cp1252")
"""What sellers' spreadsheets save in, besides Unicode."""
_KANA = re.compile(r"[ぁ-んァ-ヶー、。「」]")
_SURE_KANA = 0.1
"""Share of kana among all that is not ASCII; text of another encoding has next to none."""
ESCAPE = "tenken-escape"
"""Error handler that puts a lone surrogate where a byte cannot be decoded, so that its cell can be named,
and the byte again where it is written back."""


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        wide = error.encoding.startswith("utf-16")  # where one byte less would shift all that follows
        return chr(0xDC00 + error.object[error.start]), error.end if wide else error.start + 1
    if isinstance(error, UnicodeEncodeError) and not error.encoding.startswith("utf-16"):
        code = ord(error.object[error.start])
        if 0xDC00 <= code <= 0xDCFF:  # noqa: PLR2004 - what was put there when it was read
            return bytes([code & 0xFF]), error.start + 1
    raise error


codecs.register_error(ESCAPE, _escape)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file, and how to encode it again."""

    name: str
    """Python's name of it, without a mark."""
    bom: bytes = b""
    guessed: bool = False

    def __str__(self) -> str:
        shown = _NAMES.get(self.name, self.name)
        mark = " with BOM" if self.bom else ""
        return f"{shown}{mark}" + (" (guessed; --encoding names another)" if self.guessed else "")


def named(path: Path, name: str) -> Encoding:
    """The encoding a user named; the file's own mark is kept. Raises ``FileError``."""
    try:
        codec = codecs.lookup(name).name
    except LookupError as error:
        msg = f"--encoding {name}: no such encoding; expected for example utf-8, cp932, utf-16-le, gb18030"
        raise FileError(msg) from error
    known = {
        "utf-8-sig": "utf-8",
        "shift_jis": "cp932",
        "utf-16": "utf-16-le",
        "gbk": "gb18030",
        "gb2312": "gb18030",
    }
    codec = known.get(codec, codec)
    head = _head(path, 4)
    bom = next((mark for mark, encoding in _BOMS if encoding == codec and head.startswith(mark)), b"")
    return Encoding(codec, bom)


def detect(path: Path) -> Encoding:
    """The file's encoding. Raises ``FileError`` for one that is no text."""
    sample = _head(path, SAMPLE)
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return Encoding(name, bom)
    if b"\0" in sample:
        wide = _wide(sample)
        if wide is not None:
            return Encoding(wide)
    if _decodes(path, "utf-8"):
        return Encoding("utf-8")
    if _japanese(sample) and _decodes(path, "cp932"):
        return Encoding("cp932")
    return _guess(path, sample)


def _head(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise FileError(msg) from error


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: its ASCII (tabs, commas, line ends) has NUL on one side only."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 4 > max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(name, "replace")
    ends = "\n" in text or "\r" in text or "," in text or "\t" in text
    return name if ends and text.count("\ufffd") * 100 < len(text) else None


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _japanese(sample: bytes) -> bool:
    text = sample.decode("cp932", "ignore")
    foreign = sum(character > "\x7f" for character in text)
    return foreign > 0 and len(_KANA.findall(text)) >= foreign * _SURE_KANA


def _headings(sample: bytes, name: str) -> int:
    """How many headings that we know the first line has in that encoding, besides those in ASCII."""
    line = sample.split(b"\n", 1)[0].decode(name, "ignore")
    cells = (cell.strip('" \r') for cell in re.split(r"[,\t;]", line))
    return sum(not cell.isascii() and part_of(cell) is not None for cell in cells)


def _guess(path: Path, sample: bytes) -> Encoding:
    """A statistical guess; what is mostly UTF-8 is UTF-8 with a fault, whose place can then be told."""
    broken = sample.decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in broken)
    if broken.count("\ufffd") * 10 <= foreign:
        return Encoding("utf-8")
    possible = [name for name in _GUESSES if _decodes(path, name)]
    if not possible:
        return Encoding("cp932" if _japanese(sample) else "utf-8")
    named_there = {name: _headings(sample, name) for name in possible}
    most = max(possible, key=lambda name: named_there[name])
    if named_there[most] > 0 and list(named_there.values()).count(named_there[most]) == 1:
        return Encoding(most)
    from charset_normalizer import from_bytes  # noqa: PLC0415 - loaded only where nothing else tells

    best = from_bytes(sample, cp_isolation=possible).best()
    return Encoding(possible[0] if best is None else codecs.lookup(best.encoding).name, guessed=True)
