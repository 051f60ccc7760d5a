"""What the widget says of a clust: everything in words, so that it needs one answer only."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clust.campaigns.telling import Told, told
from clust.storefronts.models import Storefront
from clust.web.parts import formats
from clust.web.parts.books import stream_url
from clust.web.parts.shown import shown

MOST_STEPS = 16


def said_of(request: HttpRequest, pk: int) -> dict[str, Any]:
    """
    Return what is said of a clust in the language that is active.

    :raises Http404: if the storefront does not show it to everybody
    """
    storefront: Storefront = request.storefront  # type: ignore[attr-defined]
    now = timezone.now()
    if not storefront.is_open or not shown(storefront).filter(pk=pk).exists():
        raise Http404
    row = told([pk], now=now)[0]
    steps, step = _few(row)
    live = stream_url(pk)
    return {
        "campaign": pk,
        "version": row.version,
        "language": get_language(),
        "title": row.name_en if get_language() == "en" else row.name_fr,
        "url": request.build_absolute_uri(f"/clusts/{pk}/"),
        "cents": row.price,
        "price": formats.money(row.price, row.currency),
        "label": _label(row),
        "note": _note(row),
        "time": _time(row, now),
        "join": _("Join") if row.stage == "live" else _("See"),
        "ladder": steps,
        "step": step,
        "moves": row.stage in ("live", "planned"),
        "live": live if "://" in live else request.build_absolute_uri(live),
    }


def _few(row: Told) -> tuple[list[list[int]], int]:
    """
    Return the ladder in few enough steps to be drawn, and the place of the one in force.

    Below the critical mass none is: the place is -1.
    """
    if _is_below_mass(row):
        place = -1
    else:
        prices = [price for _, price in row.ladder]
        place = prices.index(row.price) if row.price in prices else 0
    if len(row.ladder) <= MOST_STEPS:
        return row.ladder, place
    every = [number * (len(row.ladder) - 1) // (MOST_STEPS - 1) for number in range(MOST_STEPS)]
    nearest = max((number for number, kept in enumerate(every) if kept <= place), default=-1)
    return [row.ladder[kept] for kept in every], nearest


def _is_below_mass(row: Told) -> bool:
    return row.stage != "cleared" and row.units < row.ladder[0][0]


def _label(row: Told) -> str:
    if row.stage == "cleared":
        return _("Everybody paid")
    if row.stage in ("planned", "not_reached") or _is_below_mass(row):
        return _("Opening price")
    return _("Price now")


def _note(row: Told) -> str:
    if row.stage == "not_reached":
        return _("Too few joined. Nobody paid.")
    if row.stage == "live" and row.missing and row.next_price:
        price = formats.money(row.next_price, row.currency)
        if _is_below_mass(row):
            words = ngettext(
                "%(n)s more and it is on, at %(price)s",
                "%(n)s more and it is on, at %(price)s",
                row.missing,
            )
        else:
            words = ngettext(
                "%(n)s more and everybody pays %(price)s",
                "%(n)s more and everybody pays %(price)s",
                row.missing,
            )
        return words % {"n": formats.units(row.missing), "price": price}
    if row.stage == "live":
        return _("The lowest price is reached")
    taken = ngettext("%(n)s unit taken", "%(n)s units taken", row.units)
    return taken % {"n": formats.units(row.units)} if row.units else ""


def _time(row: Told, now: Any) -> str:
    if row.stage == "live":
        return formats.until(row.closes_at, now)
    if row.stage == "planned":
        return _("opens on %(day)s") % {"day": formats.short_day(row.opens_at)}
    return _("closed on %(day)s") % {"day": formats.short_day(row.closes_at)}
