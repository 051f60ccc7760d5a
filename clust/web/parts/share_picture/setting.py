"""Setting words into a box: wrapped, made smaller, shortened, never cut inside a letter."""

import unicodedata
from typing import NamedTuple

from PIL import features

from clust.rules.graphemes import MORE, graphemes, pieces
from clust.web.parts.share_picture import faces

LEADING = 1.12


class Set(NamedTuple):
    """Lines of text at a size in pixels."""

    lines: tuple[str, ...]
    size: int

    @property
    def leading(self) -> float:
        """Return the height of a line."""
        return self.size * LEADING

    @property
    def height(self) -> float:
        """Return the height of all lines."""
        return self.leading * len(self.lines)


def width(text: str, size: int, weight: int = faces.BOLD) -> float:
    """Return how wide a text is."""
    total = 0.0
    for run in faces.runs(text):
        if run.face:
            total += faces.font(run.face, size, weight).getlength(
                run.text, direction=direction(run.text)
            )
    return total


def direction(text: str) -> str | None:
    """Return how a line runs, as Pillow wants to be told; None where it cannot be."""
    if not features.check("raqm"):
        return None
    return "rtl" if runs_to_the_left(text) else "ltr"


def runs_to_the_left(text: str) -> bool:
    """Say whether the first letter with a direction runs from right to left."""
    found = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in ("R", "AL") for kind in found if kind in ("L", "R", "AL")), False)


def fitted(text: str, sizes: dict[int, int], wide: float, weight: int = faces.BOLD) -> Set:
    """
    Return a text at the largest size at which it fits into its lines; shortened at the last.

    `sizes` says for each size in pixels, the largest first, how many lines there may be.
    """
    text = faces.can_be_set(text)
    for size, most in sizes.items():
        lines = wrapped(text, size, wide, weight)
        if len(lines) <= most:
            return Set(tuple(lines), size)
    return Set((*lines[: most - 1], _ended(lines[most - 1], size, wide, weight)), size)


def wrapped(text: str, size: int, wide: float, weight: int = faces.BOLD) -> list[str]:
    """Return the lines of a text; a word too long for a line is cut between two letters."""
    lines = [""] if text else []
    for piece in pieces(text):
        for part in _parts(piece, size, wide, weight):
            if lines[-1] and width((lines[-1] + part).rstrip(), size, weight) > wide:
                lines.append("")
            lines[-1] += part
    return [" ".join(line.split()) for line in lines]


def _parts(piece: str, size: int, wide: float, weight: int) -> list[str]:
    if width(piece.rstrip(), size, weight) <= wide:
        return [piece]
    parts = [""]
    for letter in graphemes(piece):
        if parts[-1] and width(parts[-1] + letter, size, weight) > wide:
            parts.append("")
        parts[-1] += letter
    return parts


def _ended(line: str, size: int, wide: float, weight: int) -> str:
    letters = graphemes(line)
    while letters and width("".join(letters).rstrip() + MORE, size, weight) > wide:
        letters.pop()
    return "".join(letters).rstrip() + MORE
