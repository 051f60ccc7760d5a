"""The ladder picture of a clust, with its words in the reader's language."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust.web.parts import formats
from clust.web.parts.ladder_picture import LadderPicture, Words


def ladder_picture(
    rungs: Sequence[tuple[int, int]],
    *,
    units_in: int,
    rung: int | None = None,
    missing: int = 0,
    waiting_by_level: Mapping[int, int] | None = None,
    cap: int | None = None,
    state: str = "live",
    currency: str = "EUR",
    key: str = "ladder",
) -> LadderPicture:
    """
    Return the picture of a ladder of (from_units, gross cents) for `{% ladder_picture %}`.

    `missing` is the units missing to the next step, those waiting for it counted already;
    `waiting_by_level` the units waiting by number of the rung they wait for; `rung` the number of
    the rung in force, 0 for none, where it does not follow from `units_in`.
    """
    waiting = dict(waiting_by_level or {})
    prices = [formats.money(cents, currency) for _from, cents in rungs]
    reached = sum(1 for from_units, _cents in rungs if from_units <= units_in)
    standing = reached if rung is None else rung
    following = prices[standing] if standing < len(prices) else ""
    return LadderPicture(
        rungs=[(rung[0], price) for rung, price in zip(rungs, prices, strict=True)],
        units_in=units_in,
        waiting_by_level=waiting,
        missing=missing,
        cap=cap,
        state=state,
        depths=[float(cents) for _from, cents in rungs],
        key=key,
        rung=rung,
        words=Words(
            title=_price_said(state, standing, prices[max(0, standing - 1)]),
            description=describe(units_in, sum(waiting.values()), missing, following),
            now=now_word(state, standing),
            from_units=_from_units,
            dot=_dot,
            missing=ngettext("%(n)s more", "%(n)s more", missing) % {"n": formats.units(missing)},
            next=_("to reach %(price)s") % {"price": following}
            if standing
            else _("to get it going"),
            people_in=_people(_("%(n)s in"), units_in),
            people_waiting=_people(_("%(n)s waiting"), sum(waiting.values())),
            people_missing=_people(_("%(n)s missing"), missing),
        ),
    )


def describe(units_in: int, waiting: int, missing: int, following: str) -> str:
    """Return the picture in words, for those who do not see it."""
    said = [_("%(n)s in.") % {"n": formats.units(units_in)}]
    if waiting:
        said.append(_("%(n)s waiting for a lower price.") % {"n": formats.units(waiting)})
    if missing and following:
        told = {"n": formats.units(missing), "price": following}
        said.append(_("%(n)s more to reach %(price)s.") % told)
    return " ".join(said)


def now_word(state: str, standing: int) -> str:
    """Return what the price in the bubble is."""
    if state == "cleared":
        return _("Final price")
    if state == "not_reached":
        return _("Not reached")
    if standing == 0 or state == "planned":
        return _("Opening price")
    return _("Full: price now") if state == "full" else _("Price now")


def _price_said(state: str, standing: int, price: str) -> str:
    return _("%(word)s: %(price)s") % {"word": now_word(state, standing), "price": price}


def _from_units(number: int) -> str:
    return _("from %(n)s") % {"n": formats.units(number)}


def _dot(number: int) -> str:
    return _("one dot = %(n)s") % {"n": formats.units(number)}


def _people(said: str, number: int) -> str:
    return said % {"n": formats.units(number)} if number else ""
