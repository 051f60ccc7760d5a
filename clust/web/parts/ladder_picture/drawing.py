"""Steps and people, drawn."""

from collections.abc import Sequence
from html import escape

from clust.web.parts.ladder_picture.layout import Dot, Tread
from clust.web.parts.ladder_picture.lettering import Lettering
from clust.web.parts.ladder_picture.paint import Paint, n
from clust.web.parts.ladder_picture.plan import FRAMES, GAP, Plan
from clust.web.parts.ladder_picture.told import LadderPicture

MANY = 14
CORNER = 9.0


def draw(picture: LadderPicture, size: str = "full") -> str:
    """Return the picture as one `<svg>`: full, narrow, card or mail."""
    plan = Plan(picture, FRAMES[size])
    paint = Paint(by_class=size != "mail")
    return "".join(
        [
            _head(plan, f"{picture.key}-{size}", fixed=size == "mail"),
            *_steps(plan, paint),
            *(_person(dot, plan, paint) for dot in (*plan.crowd, *plan.rings)),
            *Lettering(plan, paint).drawn(),
            "</svg>",
        ]
    )


def _head(plan: Plan, name: str, *, fixed: bool) -> str:
    frame, words = plan.frame, plan.picture.words
    high = n(frame.height - plan.empty_sky)
    size = f' width="{frame.width:g}" height="{high}"' if fixed else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {n(plan.empty_sky)} {frame.width:g} '
        f'{high}"{size} role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(words.title)}</title>'
        f'<desc id="{name}-d">{escape(words.description)}</desc>'
    )


def kind_of(number: int, picture: LadderPicture) -> str:
    """Return how a step looks: start, past, now, done, next or later."""
    if number == 0:
        return "start"
    if picture.state == "not_reached":
        return "past"
    if number == picture.standing:
        return "done" if picture.state == "cleared" else "now"
    if number < picture.standing or picture.state in ("cleared", "closing", "full"):
        return "past"
    return "next" if number == picture.standing + 1 else "later"


def _steps(plan: Plan, paint: Paint) -> list[str]:
    if len(plan.treads) <= MANY:
        return [_step(tread, GAP, plan, paint) for tread in plan.treads]
    return [*_flights(plan, paint), _step(plan.here, 0, plan, paint)]


def _step(tread: Tread, gap: float, plan: Plan, paint: Paint) -> str:
    right, ground = tread.right - gap, plan.ground
    soft = min(CORNER, tread.width / 3, max(0.0, ground - tread.y))
    return paint.path(
        kind_of(tread.number, plan.picture),
        f"M{n(tread.x)} {n(ground)}V{n(tread.y + soft)}q0 {n(-soft)} {n(soft)} {n(-soft)}"
        f"H{n(right - soft)}q{n(soft)} 0 {n(soft)} {n(soft)}V{n(ground)}z",
    )


def _flights(plan: Plan, paint: Paint) -> list[str]:
    """Draw many steps as one smooth flight of each look."""
    flights: dict[str, list[Tread]] = {}
    for tread in plan.treads:
        if tread.number != plan.standing:
            flights.setdefault(kind_of(tread.number, plan.picture), []).append(tread)
    return [paint.path(kind, _flight(flight, plan.ground)) for kind, flight in flights.items()]


def _flight(flight: Sequence[Tread], ground: float) -> str:
    """Return the outline of treads that follow each other, save for a gap where we stand."""
    down = ""
    for before, tread in zip([None, *flight], flight, strict=False):
        if before is None or tread.number != before.number + 1:
            down += f"{f'V{n(ground)}' if before else ''}M{n(tread.x)} {n(ground)}"
        down += f"V{n(tread.y)}H{n(tread.right)}"
    return f"{down}V{n(ground)}z"


def _person(dot: Dot, plan: Plan, paint: Paint) -> str:
    radius = plan.frame.pitch * (0.34 if dot.kind == "waiting" else 0.4)
    gone = dot.kind == "in" and plan.picture.state == "not_reached"
    return paint.circle("gone" if gone else dot.kind, (dot.x, dot.y), radius)
