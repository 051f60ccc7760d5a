"""A storefront's colours: which may be chosen, what follows from them, and whether one can read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ENOUGH, ENOUGH_LARGE = 4.5, 3.0
COLOUR = re.compile(r"#[0-9a-f]{6}")

LIGHT = {"paper": "#fbf8f3", "surface": "#ffffff", "ink": "#1e1633", "brand": "#f2592a"}
LIGHT |= {"on-brand": "#1e1633", "brand-text": "#b93a0e"}
DARK = {"paper": "#14101f", "surface": "#1e182d", "ink": "#f6f1fa", "brand": "#ff7d52"}
DARK |= {"on-brand": "#1e1633", "brand-text": "#ff9a78"}
TOKENS = tuple(LIGHT)
# What no theme changes, and must be read on its paper all the same.
FIXED_LIGHT = {"saving-text": "#0a6f4d", "waiting-text": "#735500", "danger": "#b42318"}
FIXED_LIGHT |= {"focus": "#4a2fbd"}
FIXED_DARK = {"saving-text": "#5fdcae", "waiting-text": "#ffd666", "danger": "#ff8a80"}
FIXED_DARK |= {"focus": "#b9a5ff"}

GROUNDS = ("paper", "surface")
PAIRS = (
    *((words, ground, ENOUGH) for words in ("ink", "brand-text") for ground in GROUNDS),
    ("brand-text", "brand-tint", ENOUGH),
    ("on-brand", "brand", ENOUGH),
    *((words, ground, ENOUGH) for words in FIXED_LIGHT if words != "focus" for ground in GROUNDS),
    ("brand", "paper", ENOUGH_LARGE),
    ("focus", "paper", ENOUGH_LARGE),
)


class NotAColour(ValueError):
    """A colour is written as # and six hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Words in one colour on another that cannot be read well enough, and by how much."""

    scheme: str
    words: str
    ground: str
    ratio: float
    needed: float


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a storefront by day and by night; what is left out is ours."""

    light: Mapping[str, str]
    dark: Mapping[str, str]

    @classmethod
    def of(cls, light: Mapping[str, str], dark: Mapping[str, str]) -> "Theme":
        """
        Return the theme of these colours.

        :raises NotAColour: if one is none
        """
        return cls(_complete(light, LIGHT), _complete(dark, DARK))

    def unreadable(self) -> list[Unreadable]:
        """
        Return the pairs that are too alike, the worst first.

        Words need 4.5 to 1, large prices and the ring of the focus 3 to 1 (WCAG 2.2, 1.4.3 and
        1.4.11).
        """
        found = [
            Unreadable(scheme, words, ground, ratio, needed)
            for scheme, tokens in (("light", self.light), ("dark", self.dark))
            for words, ground, needed in PAIRS
            if (ratio := contrast(*_pair(scheme, tokens, words, ground))) < needed
        ]
        return sorted(found, key=lambda pair: pair.ratio)

    def day(self) -> dict[str, str]:
        """Return the colours by day, those that follow from the chosen ones too."""
        return _whole(self.light)

    def css(self) -> str:
        """Return the style sheet that replaces our tokens."""
        day, night = _css(self.day()), _css(_whole(self.dark))
        return (
            f":root{{{day}}}\n"
            f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{night}}}}}\n'
            f':root[data-theme="dark"]{{{night}}}\n'
        )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2, definition)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two: `share` of the first, the rest of the other."""
    parts = (
        round(int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def _pair(scheme: str, tokens: Mapping[str, str], words: str, ground: str) -> tuple[str, str]:
    fixed = FIXED_LIGHT if scheme == "light" else FIXED_DARK
    known = {**fixed, **tokens, "brand-tint": _tint(tokens)}
    return known[words], known[ground]


def _tint(tokens: Mapping[str, str]) -> str:
    return mixed(tokens["brand"], tokens["surface"], 0.14)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _complete(given: Mapping[str, str], ours: Mapping[str, str]) -> dict[str, str]:
    asked = {name: given.get(name, "").lower() or colour for name, colour in ours.items()}
    for colour in asked.values():
        if not COLOUR.fullmatch(colour):
            raise NotAColour(colour)
    return asked


def _css(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _whole(tokens: Mapping[str, str]) -> dict[str, str]:
    """Return the tokens chosen, and those that follow from them."""
    paper, ink, brand = tokens["paper"], tokens["ink"], tokens["brand"]
    soft = _soft(ink, (paper, tokens["surface"]))
    return {
        **tokens,
        "brand-hover": mixed(brand, tokens["on-brand"], 0.88) if _stays(tokens) else brand,
        "brand-tint": _tint(tokens),
        "ink-soft": soft,
        "sunken": mixed(ink, paper, 0.05),
        "line": mixed(ink, paper, 0.14),
        "line-strong": mixed(ink, paper, 0.55),
        "inverse": ink,
        "on-inverse": paper,
        "step-past": mixed(ink, paper, 0.09),
        "step-next": mixed(brand, paper, 0.28),
        "step-later": mixed(brand, paper, 0.14),
        "dot-missing": mixed(ink, paper, 0.35),
    }


def _soft(ink: str, grounds: tuple[str, str]) -> str:
    """Return the palest ink that can still be read on both grounds."""
    for share in (0.7, 0.78, 0.86, 0.94):
        soft = mixed(ink, grounds[0], share)
        if all(contrast(soft, ground) >= ENOUGH for ground in grounds):
            return soft
    return ink


def _stays(tokens: Mapping[str, str]) -> bool:
    hover = mixed(tokens["brand"], tokens["on-brand"], 0.88)
    return contrast(tokens["on-brand"], hover) >= ENOUGH
