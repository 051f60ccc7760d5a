"""A storefront's colours where no stylesheet reaches: pictures to share and papers to print."""

import re
from dataclasses import dataclass
from typing import Any, Self

from clust.web.parts.ladder_picture.paint import INKS, PALETTE

HEX = re.compile(r"#[0-9a-fA-F]{6}")
CLASSES = re.compile(r'class="(lp-[a-z -]+)"')


@dataclass(frozen=True, slots=True)
class Colours:
    """The theme tokens that such pictures use, as #rrggbb."""

    brand: str = "#f2592a"
    on_brand: str = "#1e1633"
    brand_text: str = "#b93a0e"
    brand_tint: str = "#fde7df"
    saving: str = "#0e9f6e"
    waiting: str = "#f5b700"
    paper: str = "#fbf8f3"
    ink: str = "#1e1633"
    ink_soft: str = "#5b5470"
    line_strong: str = "#8b8499"

    @classmethod
    def of(cls, theme: dict[str, Any]) -> Self:
        """Return the colours of a theme, ours where it says nothing or no colour."""
        given = {name.replace("-", "_").strip("_"): value for name, value in theme.items()}
        fields = cls.__dataclass_fields__
        return cls(**{k: v for k, v in given.items() if k in fields and _is_colour(v)})

    @property
    def tokens(self) -> str:
        """Return them as a style sheet's custom properties."""
        names = self.__dataclass_fields__
        said = "".join(f"--{name.replace('_', '-')}:{getattr(self, name)};" for name in names)
        return f":root{{{said}}}"

    def tint(self, share: float) -> str:
        """Return the brand mixed into white, 0 for white and 1 for the brand itself."""
        parts = (int(self.brand[at : at + 2], 16) for at in (1, 3, 5))
        return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def painted(svg: str, colours: Colours) -> str:
    """Return a picture of ours with its colours written into it in place of its classes."""
    return CLASSES.sub(lambda found: _recoloured(_attributes(found[1], colours), colours), svg)


def _attributes(classes: str, colours: Colours) -> str:
    mark = classes.split()[-1].removeprefix("lp-")
    if "lp-text" not in classes:
        return PALETTE[mark]
    colour, bold = next((ink[1], ink[2]) for ink in INKS.values() if ink[0] == classes)
    colour = colours.on_brand if mark == "on-now" else colour
    weight = ' font-weight="bold"' if bold else ""
    return f'fill="{colour}" font-family="Noto Sans,Helvetica,Arial,sans-serif"{weight}'


def _recoloured(svg: str, colours: Colours) -> str:
    ours = {
        "#F2592A": colours.brand,
        "#FBD9CC": colours.tint(0.3),
        "#FCEBE3": colours.tint(0.15),
        "#B93A0E": colours.brand_text,
        "#0E9F6E": colours.saving,
        "#F5B700": colours.waiting,
        "#5B5470": colours.ink_soft,
    }
    return HEX.sub(lambda found: ours.get(found[0].upper(), found[0]), svg)
