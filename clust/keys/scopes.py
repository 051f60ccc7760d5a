"""What a key may be allowed, and which of it concerns one person's own data."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

SCOPES = {
    "campaigns:read": _("read clusts and products"),
    "wishes:read": _("read wishes"),
    "wishes:write": _("post and back wishes in your name"),
    "pledges:read": _("read your pledges"),
    "pledges:write": _("withdraw your pledges"),
    "orders:read": _("read your orders and parcels"),
    "webhooks:write": _("have events sent to addresses of yours"),
    "partner:read": _("read what your links bring and what you are paid, as a partner"),
}
OF_A_STOREFRONT = frozenset({"campaigns:read", "wishes:read", "webhooks:write"})
OF_A_PARTNER = frozenset({"partner:read"})


def told(scopes: Iterable[str]) -> str:
    """Return scopes as OAuth writes them: words in their order, with blanks between."""
    wanted = set(scopes)
    return " ".join(scope for scope in SCOPES if scope in wanted)
