"""What machines may be told, and whose it is."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

KINDS = {
    "campaign.opened": _("a clust opened"),
    "campaign.price_fell": _("a price fell"),
    "campaign.closed": _("a clust closed"),
    "campaign.cleared": _("the final price is known"),
    "pledge.placed": _("you pledged"),
    "pledge.withdrawn": _("you withdrew"),
    "order.paid": _("your order is paid"),
    "parcel.sent": _("a parcel left for you"),
    "parcel.delivered": _("a parcel reached you"),
}
OF_A_STOREFRONT = frozenset(kind for kind in KINDS if kind.startswith("campaign."))


def told(kinds: Iterable[str]) -> str:
    """Return kinds as words in their order, with blanks between."""
    wanted = set(kinds)
    return " ".join(kind for kind in KINDS if kind in wanted)
