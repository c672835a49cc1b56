"""Texts that decode and lie: saved in one encoding, read in another, every byte a character all the same.

An old Mac or DOS file read as cp1252 shows `EmployŽ`, `Employ‚`; UTF-8 read in another encoding and saved again shows
`TrÃ¨s`. Judged by what words of languages in Latin letters do not hold: a capital behind a small letter, an opening
quotation mark or a sign between two letters. A text is doubted only where another encoding makes it sound; it is taken
for another only where nothing else is possible.
"""

import re
from collections import Counter
from dataclasses import dataclass

#: Encodings whose files are taken for cp1252, by the name an office knows.
_TAKEN_FOR_CP1252 = {"MacRoman": "mac_roman", "DOS, cp850": "cp850"}
#: Characters from the top of a file that are judged.
_JUDGED = 2**20
_OTHER = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\s,;\t\"]*")
#: Signs that stand between two letters in sound texts, and those that follow one.
_BETWEEN = frozenset("’‘'´·-–—\u00ad\u00a0\u202f®©°/&+@«»")
_AFTER = _BETWEEN | frozenset("™”“…²³¹»›•£€¢%‰½¼¾×÷±†‡ªº¶§¥")
#: More than one of a product.
_PLURAL = "™s"
#: Letters of cp1252, MacRoman or cp850 that no word of their languages holds.
_NO_LETTER = frozenset("ƒıˆ˜ﬁﬂ∂∑∏πΩ")
#: Capitals that begin words of few languages and stand behind a small letter in none.
_FOREIGN = frozenset("ŽŠŸŒ")
#: Other capitals behind small letters may be names of columns (`DateÉmission`): so many different ones are not.
_SURELY = 3
#: What an encoding leaves odd of what another leaves, at most, to be the right one.
_LEFT_ODD = 0.05
_BYTE_AS_READ = {ord(bytes([b]).decode("cp1252", "replace")): chr(b) for b in range(0x80, 0xA0)}
_BYTE_AS_READ.pop(0xFFFD)
#: By encoding in which UTF-8 is read by mistake: a byte that begins a letter or a sign of Western languages, and one
#: that goes on.
_PAIRS = {
    codec: re.compile(f"[{re.escape(bytes([0xC2, 0xC3, 0xC5, 0xE2]).decode(codec))}][^\\x00-\\x7f]")
    for codec in ("cp1252", "mac_roman", "cp850")
}
_SURE_PAIR = re.compile("Ã[©¨§´®¼¶¤±¡³]|â€[™œ\u201c\u201d]|Å“")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """How a text was likely saved: the encoding's name, a word as it reads and as it was meant, and where that word stands (characters from 0)."""

    encoding: str
    word: str
    meant: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Oddness:
    """What is odd in a text: `signs` that stand where none does, `weak` kinds of places where one may, the first of either; `small` letters in words."""

    signs: int
    weak: int
    first: int
    small: int

    @property
    def total(self) -> int:
        return self.signs + self.weak


def undo_second_reading(text: str) -> str | None:
    """Return the text of a file that was UTF-8, read in another encoding and saved again; None where it is not wholly so.

    It is so where every character beyond ASCII is a byte of UTF-8 as that encoding shows it. In sound texts they would
    have to stand in just such pairs throughout.
    """
    for codec, pair in _PAIRS.items():
        if pair.search(text, 0, _JUDGED):
            try:
                return _as_bytes(text, codec).decode("utf-8")
            except UnicodeError:
                continue
    return None


def find_pair(text: str) -> int | None:
    """Return where a text has first a pair such as `Ã©`, which no word of any language holds; None where it has none."""
    pair = _SURE_PAIR.search(text, 0, _JUDGED)
    return pair.start() if pair else None


def find_misreading(text: str) -> Misread | None:
    """Return what a text read as cp1252 (or read so once, and saved as UTF-8) was saved in, where words show it; else None."""
    try:
        raw = _as_bytes(text[:_JUDGED], "cp1252")
    except UnicodeError:
        return None
    return guess_encoding(raw)


def guess_encoding(content: bytes) -> Misread | None:
    """Return what a file that is neither UTF-8 nor, by its words, cp1252 was likely saved in; None where words do not show it."""
    raw = content[:_JUDGED]
    text = raw.decode("cp1252", "replace")
    odd = _oddness(text)
    if not odd.signs and odd.weak < _SURELY:
        return None
    others = {name: raw.decode(codec) for name, codec in _TAKEN_FOR_CP1252.items()}
    left = {name: _oddness(other) for name, other in others.items()}
    best = min(left, key=lambda name: (left[name].total, -left[name].small))
    if left[best].total > _LEFT_ODD * odd.total or not left[best].small:
        return None
    start = max((m.end() for m in re.finditer(r"[\s,;\"]", text[: odd.first])), default=0)
    end = start + len(_WORD.match(text[start:])[0])  # type: ignore[index]
    return Misread(encoding=best, word=text[start:end], meant=others[best][start:end], position=odd.first)


def _as_bytes(text: str, codec: str) -> bytes:
    """Return the bytes a text was read from in a codec of one byte a character; what cp1252 leaves undefined is read as it is."""
    return text.translate(_BYTE_AS_READ).encode("latin-1") if codec == "cp1252" else text.encode(codec)


def _oddness(text: str) -> _Oddness:
    signs = weak = small = 0
    first = len(text)
    seen: Counter[str] = Counter()
    where: dict[str, int] = {}
    for match in _OTHER.finditer(text):
        at = match.start()
        around = f"{text[at - 1] if at else ' '}{text[at : at + 2]}"
        seen[around] += 1
        where.setdefault(around, at)
    for around, times in seen.items():
        before, sign, after = around[0], around[1], around[2:] or " "
        if not sign.isalpha() or sign in _NO_LETTER:
            between = before.isalpha() and after.isalpha()
            sound = sign in _BETWEEN or sign + after == _PLURAL if between else not before.isalpha() or sign in _AFTER
            odd = not sound or (sign in _NO_LETTER and (before.isalpha() or after.isalpha()))
            signs += times * odd
        elif sign.isupper() and before.islower():
            odd = True
            signs += times * (sign in _FOREIGN)
            weak += sign not in _FOREIGN
        else:
            odd = False
            small += times * (sign.islower() and (before.islower() or after.islower()))
        if odd:
            first = min(first, where[around])
    return _Oddness(signs=signs, weak=weak, first=first, small=small)
