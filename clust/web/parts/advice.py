"""What the ladder designer advises, in one plain sentence of the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from clust.base import formats
from clust.rules.designer import Advice, Because, Verdict


def sentence(advice: Advice, money: Callable[[float], str]) -> str:
    """Return the sentence; `money` writes an amount."""
    words = {
        "gain": formats.percent(advice.gain),
        "amount": money(advice.amount),
        "units": formats.units(advice.from_units),
        "reached": formats.percent(advice.reached),
    }
    return (_why_fixed if advice.verdict is Verdict.FIXED else _why_ladder)(advice) % words


def _why_fixed(advice: Advice) -> str:
    if advice.because is Because.NO_DISCOUNT:
        return _(
            "A fixed price is at least as good, because the supplier gives no discount for more "
            "units."
        )
    if advice.because is Because.REACHED_ANYWAY:
        return _(
            "A fixed price is at least as good, because it reaches the supplier's discount most "
            "of the time anyway."
        )
    return _(
        "A fixed price is at least as good, because the supplier's discount is far above the "
        "likely demand."
    )


def _why_ladder(advice: Advice) -> str:
    if advice.verdict is Verdict.CRITICAL_MASS:
        return _mass(advice)
    if advice.because is Because.NO_FIXED_PAYS:
        return _(
            "No fixed price pays here; a ladder does: its lowest price, from %(units)s units, is "
            "reached %(reached)s of the time."
        )
    return _(
        "A ladder gains %(gain)s here (%(amount)s): its lowest price, from %(units)s units, is "
        "reached %(reached)s of the time."
    )


def _mass(advice: Advice) -> str:
    if not advice.gain:
        return _(
            "No fixed price pays here; one price with a critical mass of %(units)s units does, "
            "and as well as a ladder."
        )
    return _(
        "A ladder gains %(gain)s here (%(amount)s), but one price with a critical mass of "
        "%(units)s units does as well."
    )
