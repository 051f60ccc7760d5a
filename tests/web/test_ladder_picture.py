"""The ladder picture: who stands where is drawn truly, at every size."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clust.web.parts.ladder_picture import FRAMES, LadderPicture, Words, draw

SVG = "{http://www.w3.org/2000/svg}"
STEPS = [(1, "99,00 €"), (20, "89,00 €"), (50, "84,00 €"), (100, "74,90 €")]
WORDS = Words(
    title="The price falls",
    description="37 in, 16 waiting, 8 missing",
    now="Price now",
    from_units=lambda number: f"from {number}",
    dot=lambda number: f"one dot = {number}",
    missing="8 more",
    next="to reach 84,00 €",
    people_in="37 in",
    people_waiting="16 waiting",
    people_missing="8 missing",
)


def picture(**changed: object) -> LadderPicture:
    given = {
        "rungs": STEPS,
        "units_in": 37,
        "words": WORDS,
        "waiting_by_level": {3: 5, 4: 9, 5: 2},
        "missing": 8,
        **changed,
    }
    return LadderPicture(**given)  # type: ignore[arg-type]


def drawn(size: str = "full", **changed: object) -> ElementTree.Element:
    return ElementTree.fromstring(draw(picture(**changed), size))


def count(svg: ElementTree.Element, kind: str) -> int:
    """Count the dots of a kind; the legend shows one of each it names."""
    return sum(1 for dot in svg.iter(f"{SVG}circle") if dot.get("class") == f"lp-{kind}")


def texts(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("size", FRAMES)
def test_every_size_is_valid_and_named(size: str) -> None:
    svg = drawn(size)
    names = (svg.get("aria-labelledby") or "").split()
    assert svg.get("role") == "img"
    assert [svg.find(f".//*[@id='{name}']").text for name in names] == [  # type: ignore[union-attr]
        WORDS.title,
        WORDS.description,
    ]


def test_a_dot_is_a_person_and_the_legend_shows_one_of_each() -> None:
    svg = drawn()
    assert (count(svg, "in"), count(svg, "waiting"), count(svg, "missing")) == (38, 17, 9)
    assert not any("one dot" in text for text in texts(svg))


def test_a_card_has_dots_but_no_legend() -> None:
    svg = drawn("card", units_in=25)
    assert (count(svg, "in"), count(svg, "waiting"), count(svg, "missing")) == (25, 16, 8)


def test_when_many_a_dot_stands_for_ten_and_the_legend_says_so() -> None:
    svg = drawn(units_in=512, waiting_by_level={5: 31}, missing=0)
    assert (count(svg, "in"), count(svg, "waiting")) == (53, 5)
    assert "one dot = 10" in texts(svg)


def test_when_very_many_a_dot_stands_for_a_thousand() -> None:
    svg = drawn(units_in=41_500, waiting_by_level={}, missing=0)
    assert "one dot = 1000" in texts(svg)


def test_everybody_in_stands_on_the_step_whose_price_they_pay() -> None:
    svg = drawn()
    now = [path for path in svg.iter(f"{SVG}path") if path.get("class") == "lp-now"]
    assert len(now) == 1
    left, right = _span(now[0])
    crowd = [c for c in svg.iter(f"{SVG}circle") if c.get("class") == "lp-in"][:37]
    assert all(left < float(dot.get("cx", 0)) < right for dot in crowd)


def test_the_price_where_we_stand_is_told() -> None:
    assert texts(drawn()).count("89,00 €") == 2  # on the step and in the bubble


def test_below_the_critical_mass_nobody_stands_on_a_step() -> None:
    svg = drawn(
        rungs=[(10, "34,00 €"), (25, "29,00 €")], units_in=6, waiting_by_level={}, missing=4
    )
    kinds = [path.get("class") for path in svg.iter(f"{SVG}path")]
    assert "lp-start" in kinds
    assert "lp-now" not in kinds


def test_a_fixed_price_is_one_step() -> None:
    svg = drawn(rungs=[(1, "49,00 €")], units_in=12, waiting_by_level={}, missing=0)
    assert [path.get("class") for path in svg.iter(f"{SVG}path")].count("lp-now") == 1
    assert count(svg, "in") == 13


def test_nobody_at_all_is_a_picture_too() -> None:
    svg = drawn(units_in=0, waiting_by_level={}, missing=1)
    assert count(svg, "missing") == 2


@pytest.mark.parametrize("state", ["planned", "full", "closing", "cleared", "not_reached"])
def test_only_a_live_clust_says_how_many_are_missing(state: str) -> None:
    svg = drawn(state=state)
    assert count(svg, "missing") == 0
    assert "8 more" not in texts(svg)


def test_a_final_price_is_drawn_as_done() -> None:
    assert "lp-done" in [path.get("class") for path in drawn(state="cleared").iter(f"{SVG}path")]


@pytest.mark.parametrize("size", FRAMES)
def test_five_hundred_rungs_stay_small_and_keep_the_label_where_we_stand(size: str) -> None:
    rungs = [(1 + step, f"{2000 - step},00 €") for step in range(500)]
    waiting = dict.fromkeys(range(260, 500, 7), 3)
    one = picture(rungs=rungs, units_in=240, waiting_by_level=waiting, missing=1)
    svg = draw(one, size)
    assert len(svg) < 60_000
    ElementTree.fromstring(svg)
    assert size == "card" or "1761,00 €" in svg


@pytest.mark.parametrize("size", ["full", "narrow", "mail"])
@pytest.mark.parametrize("rungs", [2, 5, 12, 13, 40])
def test_every_dot_is_inside_the_picture(size: str, rungs: int) -> None:
    ladder = [(1 + 8 * step, f"{1234 - step},50 €") for step in range(rungs)]
    for units in (1, 8, 60, 8 * rungs):
        svg = drawn(size, rungs=ladder, units_in=units, waiting_by_level={rungs: 60}, missing=7)
        for dot in svg.iter(f"{SVG}circle"):
            assert 0 <= float(dot.get("cx", -1)) <= FRAMES[size].width
            assert 0 <= float(dot.get("cy", -1)) <= FRAMES[size].height


def _lit(svg: ElementTree.Element, said: str) -> tuple[float, float]:
    """Return where a text stands."""
    text = next(text for text in svg.iter(f"{SVG}text") if text.text == said)
    return float(text.get("x", 0)), float(text.get("y", 0))


@pytest.mark.parametrize("size", ["full", "narrow"])
@pytest.mark.parametrize("steps", [2, 3, 4, 5])
@pytest.mark.parametrize("units", [8, 12, 20, 33])
def test_nobody_stands_in_what_is_said_of_the_missing(size: str, steps: int, units: int) -> None:
    ladder = [(1 + 40 * step, f"{129 - step},00 €") for step in range(steps)]
    inside = 40 * (steps - 2) + units
    missing = 1 + 40 * (steps - 1) - inside
    svg = drawn(size, rungs=ladder, units_in=inside, missing=missing, waiting_by_level={})
    (left, first), (_left, second) = _lit(svg, WORDS.missing), _lit(svg, WORDS.next)
    assert not [
        dot
        for dot in svg.iter(f"{SVG}circle")
        if float(dot.get("cx", 0)) > left - 4 and first - 14 < float(dot.get("cy", 0)) < second + 8
    ]


Box = tuple[float, float, float, float]


def _box(text: ElementTree.Element) -> Box:
    """Return what a text covers: left, top, right, bottom."""
    size, x, y = (float(text.get(name, 0)) for name in ("font-size", "x", "y"))
    wide = len(text.text or "") * size * 0.5
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor", "")]
    return left, y - size * 0.75, left + wide, y + size * 0.1


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _written(svg: ElementTree.Element) -> list[Box]:
    """Return what all texts cover, those in the bubble as one: the bubble."""
    boxes = [_box(text) for text in svg.iter(f"{SVG}text")]
    bubble = svg.find(f"{SVG}rect")
    if bubble is None:
        return boxes
    x, y, wide, high = (float(bubble.get(name, 0)) for name in ("x", "y", "width", "height"))
    inside = (x - 1, y - 1, x + wide + 1, y + high + 1)
    own = [
        box
        for box in boxes
        if box[0] >= inside[0]
        and box[1] >= inside[1]
        and box[2] <= inside[2]
        and box[3] <= inside[3]
    ]
    assert len(own) == 2, "the price and its word alone stand in the bubble"
    return [(x, y, x + wide, y + high), *(box for box in boxes if box not in own)]


@st.composite
def ladders(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int, int]:
    """Return a ladder as units and cents, the units in, and those missing to the next step."""
    gaps = draw(st.lists(st.sampled_from([1, 3, 10, 200]), max_size=24))
    cents = draw(st.sampled_from([9_000, 52_000, 150_000]))
    rungs = [(1 + sum(gaps[:at]), cents - at * cents // 40) for at in range(len(gaps) + 1)]
    units = draw(st.integers(0, rungs[-1][0]))
    return rungs, units, next((first - units for first, _ in rungs if first > units), 0)


@pytest.mark.parametrize("size", FRAMES)
@settings(max_examples=150, deadline=None)
@given(ladder=ladders(), waits=st.sampled_from([{}, {1: 4}, {25: 3}]))
@example(ladder=([(1 + 10 * n, 52_000 - 900 * n) for n in range(12)], 110, 1), waits={})
def test_nothing_that_is_written_lies_on_something_else(
    size: str, ladder: tuple[list[tuple[int, int]], int, int], waits: dict[int, int]
) -> None:
    rungs, units, missing = ladder
    words = replace(WORDS, missing=f"{missing} more", next="to reach 1 250,00 €")
    svg = drawn(
        size,
        rungs=[(first, f"{cents / 100:.2f} €") for first, cents in rungs],
        depths=[float(cents) for _, cents in rungs],
        units_in=units,
        missing=missing,
        words=words,
        waiting_by_level=waits,
    )
    boxes = _written(svg)
    assert not [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if _meet(one, other)
    ]
    assert all(box[0] >= -1 and box[2] <= FRAMES[size].width + 1 for box in boxes)
    assert all(box[1] >= 0 for box in boxes)


@pytest.mark.parametrize("rungs", [60, 300])
def test_those_who_wait_do_not_stand_on_each_other(rungs: int) -> None:
    ladder = [(1 + step, f"{2000 - step},00 €") for step in range(rungs)]
    alone = dict.fromkeys(range(2, rungs + 1), 1)
    svg = drawn("full", rungs=ladder, units_in=1, waiting_by_level=alone, missing=1)
    rings = [
        (float(dot.get("cx", 0)), float(dot.get("cy", 0)))
        for dot in svg.iter(f"{SVG}circle")
        if dot.get("class") == "lp-waiting"
    ]
    near = FRAMES["full"].pitch * 0.7
    assert not [
        (one, other)
        for place, one in enumerate(rings)
        for other in rings[:place]
        if abs(one[0] - other[0]) < near and abs(one[1] - other[1]) < near
    ]


def test_words_are_escaped() -> None:
    nasty = '<script>"&'
    words = Words(nasty, nasty, nasty, lambda _n: nasty, lambda _n: nasty, people_in=nasty)
    svg = draw(picture(words=words, rungs=[(1, nasty), (2, nasty)]))
    assert "<script>" not in svg
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == nasty


def test_nothing_is_styled_inline() -> None:
    assert all("style=" not in draw(picture(), size) for size in FRAMES)


def test_mail_needs_no_stylesheet() -> None:
    svg = draw(picture(), "mail")
    assert "class=" not in svg
    assert "var(" not in svg
    assert re.search(r'<svg[^>]* width="560" height="360"', svg)


def _span(path: ElementTree.Element) -> tuple[float, float]:
    edges = [float(edge) for edge in re.findall(r"[MH]([\d.]+)", path.get("d", ""))]
    return edges[0], edges[-1] + 9
