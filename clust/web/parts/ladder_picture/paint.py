"""How marks are coloured: by classes on a page, so that themes apply; by attributes in a mail."""

from html import escape

PALETTE = {
    "past": 'fill="#ECE5DA"',
    "now": 'fill="#F2592A"',
    "next": 'fill="#FBD9CC"',
    "later": 'fill="#FCEBE3"',
    "start": 'fill="none" stroke="#8B8499" stroke-width="1.5" stroke-dasharray="4 4"',
    "done": 'fill="#0E9F6E"',
    "gone": 'fill="#8B8499"',
    "in": 'fill="#1E1633"',
    "missing": 'fill="#DCD6E1"',
    "waiting": 'fill="#FCEFC2" stroke="#F5B700" stroke-width="2.5"',
    "bubble": 'fill="#1E1633"',
    "line": 'fill="none" stroke="#B93A0E" stroke-width="1.5"',
}
INKS = {
    "soft": ("lp-text lp-soft", "#5B5470", False),
    "hint": ("lp-text lp-hint", "#B93A0E", True),
    "price": ("lp-text lp-display", "#1E1633", True),
    "on-now": ("lp-text lp-display lp-on-now", "#1E1633", True),
    "under-now": ("lp-text lp-on-now", "#1E1633", False),
    "on-done": ("lp-text lp-display lp-on-done", "#07261B", True),
    "under-done": ("lp-text lp-on-done", "#07261B", False),
    "on-bubble": ("lp-text lp-display lp-on-bubble", "#FBF8F3", True),
}
WIDE_LETTER = 0.56


class Paint:
    """A brush for one picture."""

    def __init__(self, *, by_class: bool) -> None:
        self.by_class = by_class

    def fill(self, kind: str) -> str:
        """Return the attributes that colour a shape."""
        return f'class="lp-{kind}"' if self.by_class else PALETTE[kind]

    def ink(self, kind: str) -> str:
        """Return the attributes that colour a text."""
        name, colour, bold = INKS[kind]
        if self.by_class:
            return f'class="{name}"'
        weight = ' font-weight="bold"' if bold else ""
        return f'fill="{colour}" font-family="Helvetica,Arial,sans-serif"{weight}'

    def text(self, kind: str, said: str, at: tuple[float, float], size: float, anchor: str) -> str:
        """Return a line of text that begins, is centred or ends at a point."""
        return (
            f'<text {self.ink(kind)} x="{n(at[0])}" y="{n(at[1])}" font-size="{size:g}" '
            f'text-anchor="{anchor}">{escape(said)}</text>'
        )

    def circle(self, kind: str, at: tuple[float, float], radius: float) -> str:
        """Return a dot."""
        return f'<circle {self.fill(kind)} cx="{n(at[0])}" cy="{n(at[1])}" r="{n(radius)}"/>'

    def path(self, kind: str, line: str) -> str:
        """Return a shape."""
        return f'<path {self.fill(kind)} d="{line}"/>'


def text_width(said: str, size: float) -> float:
    """Return about how wide a text is, on the safe side."""
    return len(said) * size * WIDE_LETTER


def n(number: float) -> str:
    """Return a length without needless digits."""
    return f"{number:.1f}".removesuffix(".0")
