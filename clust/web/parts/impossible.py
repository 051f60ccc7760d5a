"""Why no ladder can be designed, in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from clust.rules.designer import (
    MOST_PEOPLE,
    CannotDesign,
    NoPrice,
    NoRungs,
    NothingPays,
    OutOfCapacity,
)
from clust.rules.fields import BadBook
from clust.rules.valuation import DemandRises, InvalidCurve, NoDemand, OnePrice

PROBLEMS: dict[type[InvalidCurve], Any] = {
    NoDemand: gettext_lazy(
        "Write who would pay what: without any demand there is nothing to design from."
    ),
    OnePrice: gettext_lazy(
        "One price says nothing of what people would do at another: write two or more."
    ),
    DemandRises: gettext_lazy("Units must not rise with the price: who pays more also pays less."),
}
FIELDS = (
    gettext_noop("must be between %(least)s and %(most)s"),
    gettext_noop("must have %(least)s to %(most)s steps"),
    gettext_noop("must be one of %(names)s"),
    gettext_noop("must be a whole number"),
    gettext_noop("must be a number"),
    gettext_noop("must be a list"),
    gettext_noop("must be an object"),
    gettext_noop("must be a pair of numbers"),
    gettext_noop("must be two rising numbers"),
    gettext_noop("must be true or false"),
    gettext_noop("must be between 1 and 60 days"),
    gettext_noop("must start at more units than the step before"),
    gettext_noop("must cost less than the step before"),
    gettext_noop("is missing"),
    gettext_noop("is missing: how many people come?"),
    gettext_noop("is not a field that is known here"),
    gettext_noop(
        "The printed form knows two steps of cost, the first from 1, and neither cap nor cases."
    ),
)


def why_not(error: CannotDesign, money: Callable[[float], str]) -> str:
    """Return why there is no ladder; `money` writes an amount."""
    if isinstance(error, NoPrice):
        return _no_price(error, money)
    if isinstance(error, NothingPays):
        return _("Nothing pays: nobody would pay more than a unit costs.")
    if isinstance(error, OutOfCapacity):
        return _("Nothing can be sold: the supplier delivers less than a case or its first step.")
    if isinstance(error, NoRungs):
        return _("No ladder is possible: a ladder has at least one rung.")
    return _("More than %(most)s people in the mean cannot be counted exactly.") % {
        "most": MOST_PEOPLE
    }


def _no_price(error: NoPrice, money: Callable[[float], str]) -> str:
    words = {"lowest": money(error.lowest)}
    if error.ceiling is not None and error.lowest > error.ceiling:
        words["ceiling"] = money(error.ceiling)
        return (
            _(
                "No price is possible: cost and least margin ask for %(lowest)s at least, which is "
                "more than the highest price, %(ceiling)s."
            )
            % words
        )
    return (
        _(
            "No price is possible: cost and least margin ask for %(lowest)s at least, which is "
            "more than anybody would pay."
        )
        % words
    )


def what_is_wrong(error: BadBook) -> str:
    """Return which field of a task is wrong, and why."""
    said = PROBLEMS.get(type(error.__cause__)) if error.__cause__ else None  # type: ignore[arg-type]
    words = said or _(error.words) % error.values
    return f"{error.path}: {words}"
