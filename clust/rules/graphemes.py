"""What a reader takes for one letter: never cut inside, whatever the script."""

import re
import unicodedata
from collections.abc import Iterator

JOINER = "\u200d"
SKINS = range(0x1F3FB, 0x1F400)
FLAGS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)
MORE = "…"
SPACES = re.compile(r"[^\S\u00a0\u202f\u2007]+")


def graphemes(text: str) -> list[str]:
    """
    Return the letters of a text as its reader sees them; together they are the text.

    After the extended grapheme clusters of Unicode's annex 29, without the tables: marks, joined
    emoji, skins, flags and the parts of a Hangul syllable stay with what they belong to.
    """
    letters: list[str] = []
    for sign in text:
        if letters and _belongs(letters[-1], sign):
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


def _belongs(letter: str, sign: str) -> bool:
    code = ord(sign)
    if letter in "\r\n" or sign in "\r\n":
        return letter == "\r" and sign == "\n"
    if unicodedata.category(sign) in ("Mn", "Me", "Mc") or sign == JOINER:
        return True
    if code in SKINS or code in TAGS:
        return True
    if letter.endswith(JOINER):
        return _is_pictured(sign)
    if code in FLAGS:
        return len(letter) == 1 and ord(letter) in FLAGS
    return _is_hangul_part(letter[-1], code)


def _is_pictured(sign: str) -> bool:
    return unicodedata.category(sign) in ("So", "Sk") or ord(sign) >= 0x1F000


def _is_hangul_part(before: str, code: int) -> bool:
    last = ord(before)
    leads, vowels, tails = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
    if code in vowels:
        return last in leads or last in vowels or ((last - 0xAC00) % 28 == 0 and _syllable(last))
    if code in tails:
        return last in vowels or last in tails or _syllable(last)
    return code in leads and last in leads


def _syllable(code: int) -> bool:
    return 0xAC00 <= code < 0xD7A4


def columns(text: str) -> int:
    """Return how wide a text is in narrow letters; a wide one, of Han for instance, takes two."""
    return sum(_wide(letter) for letter in graphemes(text))


def _wide(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter[0]) in "WF" else 1


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` columns, the last of them “…” where some is left out."""
    if columns(text) <= most:
        return text
    kept, room = "", most - 1
    for letter in graphemes(text):
        room -= _wide(letter)
        if room < 0:
            break
        kept += letter
    return kept.rstrip() + MORE


def pieces(text: str) -> Iterator[str]:
    """
    Yield what a line may end after: a word with its spaces, or one letter of Han or Kana.

    A space that keeps together what stands around it, as in an amount, ends no word.
    """
    word = ""
    for letter in graphemes(" ".join(SPACES.split(text.strip()))):
        word += letter
        if letter == " " or _breaks_anywhere(letter):
            yield word
            word = ""
    if word:
        yield word


def _breaks_anywhere(letter: str) -> bool:
    code = ord(letter[0])
    return 0x2E80 <= code < 0xA4D0 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x30000
