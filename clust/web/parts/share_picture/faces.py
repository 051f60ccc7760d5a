"""The faces a share picture is set in: our display face, and Noto for what it lacks."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont, features

from clust.rules.graphemes import graphemes

DISPLAY = Path(__file__).parents[1] / "static" / "parts" / "fonts" / "bricolage-grotesque.woff2"
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FIRST = ("NotoSans-", "NotoSansArabic-", "NotoSansHebrew-", "NotoSansCJK", "NotoSans")
LATER = ("NotoEmoji", "Noto", "DejaVuSans-Bold")
INVISIBLE = {0x200D, 0xFE0E, 0xFE0F}
BOLD, REGULAR = 800, 500


class Run(NamedTuple):
    """A stretch of text in one face; no face where this machine has none for it."""

    text: str
    face: Path | None


def runs(text: str) -> list[Run]:
    """Return a text cut where its face changes."""
    found: list[Run] = []
    for letter in graphemes(text):
        last = found[-1].face if found else DISPLAY
        face = last if letter.isspace() or (last and _has(last, letter)) else face_of(letter)
        if found and found[-1].face == face:
            found[-1] = Run(found[-1].text + letter, face)
        else:
            found.append(Run(letter, face))
    return found


def can_be_set(text: str) -> str:
    """Return a text without the letters that no face here has."""
    return "".join(run.text for run in runs(text) if run.face).strip()


@cache
def face_of(letter: str) -> Path | None:
    """Return the first face that has a letter, None where this machine has none."""
    return next((face for face in faces() if _has(face, letter)), None)


@cache
def faces() -> tuple[Path, ...]:
    """Return our display face, then what is installed, what is likeliest first."""
    return (DISPLAY, *_installed())


def _installed() -> Iterator[Path]:
    files = sorted(file for folder in FOLDERS if folder.is_dir() for file in folder.rglob("*.?t?"))
    known = [file for file in files if "Bold" in file.name or "NotoEmoji" in file.name]
    given: set[Path] = set()
    for start in (*FIRST, *LATER):
        for file in known:
            if file.name.startswith(start) and file not in given and "Italic" not in file.name:
                given.add(file)
                yield file


def _has(face: Path, letter: str) -> bool:
    covered = _covered(face)
    return all(ord(sign) in covered or ord(sign) in INVISIBLE for sign in letter)


@cache
def _covered(face: Path) -> frozenset[int]:
    try:
        with TTFont(face, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()


@cache
def font(face: Path, size: int, weight: int = BOLD) -> ImageFont.FreeTypeFont:
    """Return a face at a size in pixels."""
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    made = ImageFont.truetype(str(face), size, layout_engine=engine)
    if face == DISPLAY:
        made.set_variation_by_axes([weight])
    return made
