"""Our own drawings as pixels: the few SVG marks that they are made of, and text."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from PIL import Image, ImageDraw

from clust.base.pictures import as_png
from clust.web.parts.share_picture import faces, setting

SHARP = 2
TURNS = 6
STEP = re.compile(r"([MVHhqlmz])|(-?\d*\.?\d+)")
TAKES = {"M": 2, "V": 1, "H": 1, "h": 1, "q": 4, "l": 2, "m": 2, "z": 0}
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
Point = tuple[float, float]


class Canvas:
    """A picture of so many pixels, painted at twice the size so that its edges are smooth."""

    def __init__(self, wide: int, high: int, paper: str) -> None:
        self.image = Image.new("RGB", (wide * SHARP, high * SHARP), paper)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def png(self) -> bytes:
        """Return the picture as PNG."""
        return as_png(self.image.reduce(SHARP))

    def box(self, at: Point, size: Point, colour: str, radius: float = 0) -> None:
        """Fill a rectangle from its upper left corner on."""
        edges = (at[0], at[1], at[0] + size[0], at[1] + size[1])
        self.draw.rounded_rectangle([edge * SHARP for edge in edges], radius * SHARP, colour)

    def text(
        self, said: str, at: Point, size: float, colour: str, *, anchor: float = 0, weight: int
    ) -> None:
        """Write a line whose base begins (0), is centred (0.5) or ends (1) at a point."""
        pixels = round(size * SHARP)
        x = at[0] * SHARP - setting.width(said, pixels, weight) * anchor
        drawn = [run for run in faces.runs(said) if run.face]
        for run in reversed(drawn) if setting.runs_to_the_left(said) else drawn:
            font = faces.font(run.face or faces.DISPLAY, pixels, weight)
            way = setting.direction(run.text)
            place = (x, at[1] * SHARP)
            self.draw.text(place, run.text, colour, font, anchor="ls", direction=way)
            x += font.getlength(run.text, direction=way)

    def words(
        self, said: setting.Set, at: Point, colour: str, wide: float, *, weight: int = faces.BOLD
    ) -> float:
        """Write lines from an upper left corner on; returns where they end below."""
        x, y = at
        for line in said.lines:
            right = setting.runs_to_the_left(line)
            start = (x + wide, y + said.size) if right else (x, y + said.size)
            self.text(line, start, said.size, colour, anchor=1.0 if right else 0.0, weight=weight)
            y += said.leading
        return y

    def picture(self, svg: str, at: Point, wide: float) -> float:
        """Paint a drawing of ours, its colours written into it; returns where it ends below."""
        tree = ElementTree.fromstring(svg)  # noqa: S314 - drawn by us a moment ago
        left, top, width, height = (float(part) for part in tree.attrib["viewBox"].split())
        pen = _Pen(self, (at[0] - left * wide / width, at[1] - top * wide / width), wide / width)
        for mark in tree.iter():
            pen.mark(mark.tag.rpartition("}")[2], mark.attrib, mark.text or "")
        return at[1] + height * wide / width


class _Pen:
    """Puts the marks of one drawing where and how large they are on a canvas."""

    def __init__(self, canvas: Canvas, at: Point, scale: float) -> None:
        self.canvas, self.at, self.scale = canvas, at, scale

    def mark(self, kind: str, given: dict[str, str], said: str) -> None:
        if kind == "circle":
            self._circle(given)
        elif kind == "path":
            for line in subpaths(given["d"]):
                self._line(line, given)
        elif kind == "rect":
            size = [float(given[name]) * self.scale for name in ("width", "height", "rx")]
            at = self._place((float(given["x"]), float(given["y"])))
            self.canvas.box(at, (size[0], size[1]), given["fill"], size[2])
        elif kind == "text":
            self._text(given, said)

    def _place(self, point: Point) -> Point:
        return self.at[0] + point[0] * self.scale, self.at[1] + point[1] * self.scale

    def _circle(self, given: dict[str, str]) -> None:
        x, y = self._place((float(given["cx"]), float(given["cy"])))
        radius = float(given["r"]) * self.scale
        edges = [edge * SHARP for edge in (x - radius, y - radius, x + radius, y + radius)]
        line = round(float(given.get("stroke-width", 0)) * self.scale * SHARP)
        self.canvas.draw.ellipse(edges, _fill(given), given.get("stroke"), line)

    def _line(self, line: list[Point], given: dict[str, str]) -> None:
        pixels = [(x * SHARP, y * SHARP) for x, y in map(self._place, line)]
        if fill := _fill(given):
            self.canvas.draw.polygon(pixels, fill)
        if stroke := given.get("stroke"):
            thick = max(1, round(float(given.get("stroke-width", 1)) * self.scale * SHARP))
            self.canvas.draw.line(pixels, stroke, thick, "curve")

    def _text(self, given: dict[str, str], said: str) -> None:
        weight = faces.BOLD if given.get("font-weight") == "bold" else faces.REGULAR
        self.canvas.text(
            said,
            self._place((float(given["x"]), float(given["y"]))),
            float(given["font-size"]) * self.scale,
            given["fill"],
            anchor=ANCHORS[given.get("text-anchor", "start")],
            weight=weight,
        )


def _fill(given: dict[str, str]) -> str | None:
    fill = given.get("fill", "none")
    return None if fill == "none" else fill


def subpaths(line: str) -> Iterator[list[Point]]:
    """Yield the lines of a path of ours (M V H h q l m z), its curves as short straights."""
    points: list[Point] = []
    for step, given in _steps(line):
        if step in "Mm" and points:
            last = points[-1]
            yield points
            points = [last] if step == "m" else []
        if step == "z" and points:
            points.append(points[0])
        elif step != "z":
            points += _reached(points[-1] if points else (0.0, 0.0), step, given)
            points = points[-1:] if step == "m" else points
    if points:
        yield points


def _steps(line: str) -> Iterator[tuple[str, list[float]]]:
    found = [step[0] or step[1] for step in STEP.findall(line)]
    places = [place for place, part in enumerate(found) if part in TAKES]
    for start, end in pairwise([*places, len(found)]):
        given = [float(part) for part in found[start + 1 : end]]
        many = TAKES[found[start]] or 1
        for at in range(0, max(len(given), 1), many):
            yield found[start], given[at : at + many]


def _reached(here: Point, step: str, given: list[float]) -> list[Point]:
    x, y = here
    match step:
        case "M":
            return [(given[0], given[1])]
        case "V":
            return [(x, given[0])]
        case "H":
            return [(given[0], y)]
        case "h":
            return [(x + given[0], y)]
        case "q":
            return list(_curve(here, given))
    return [(x + given[0], y + given[1])]


def _curve(here: Point, given: list[float]) -> Iterator[Point]:
    x, y = here
    for turn in range(1, TURNS + 1):
        share = turn / TURNS
        bend, end = 2 * share * (1 - share), share * share
        yield x + bend * given[0] + end * given[2], y + bend * given[1] + end * given[3]
