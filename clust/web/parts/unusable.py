"""Why a line of a supplier's file is of no use, in the reader's language."""

from django.utils.translation import gettext_lazy

from clust.sourcing.quote_file import NO_CHEAPER, OTHER_ITEM, TOO_MANY, TWICE

REASONS = {
    TWICE: gettext_lazy("this quantity stands there twice"),
    NO_CHEAPER: gettext_lazy("it costs no less than a smaller quantity"),
    OTHER_ITEM: gettext_lazy("it is about another item"),
    TOO_MANY: gettext_lazy("a ladder has at most 500 rungs"),
    "there is no quantity": gettext_lazy("there is no quantity"),
    "the quantity is not a number": gettext_lazy("the quantity is not a number"),
    "the quantity is not a whole number": gettext_lazy("the quantity is not a whole number"),
    "the quantity is not positive": gettext_lazy("the quantity is not positive"),
    "the quantity is beyond 1,000,000": gettext_lazy("the quantity is beyond a million"),
    "there is no price": gettext_lazy("there is no price"),
    "the price is not a number": gettext_lazy("the price is not a number"),
    "the price is not in whole cents": gettext_lazy("the price is not in whole cents"),
    "the price is not positive": gettext_lazy("the price is not positive"),
    "the price is beyond 1,000,000": gettext_lazy("the price is beyond a million"),
    "there is no item code": gettext_lazy("there is no item code"),
    "the item code is longer than 60 characters": gettext_lazy("the item code is too long"),
    "fewer fields than the header": gettext_lazy("it has fewer fields than the first line"),
    "more fields than the header": gettext_lazy("it has more fields than the first line"),
    "the date cannot be read": gettext_lazy("the date cannot be read"),
    "there is no date": gettext_lazy("there is no date"),
    "it is badly quoted": gettext_lazy("its quotation marks do not match"),
}


def reason_said(reason: str) -> str:
    """Return a reason as the reader understands it."""
    return str(REASONS.get(reason, reason))
