"""What can be done about notices: telling, choosing, following, reading, forgetting."""

from clust.notices.actions.telling import (
    tell_called_off,
    tell_calls,
    tell_card_ends,
    tell_closing_soon,
    tell_delay,
    tell_extension,
    tell_held_back,
    tell_parcel,
    tell_price_step,
    tell_purchase,
    tell_ready,
    tell_receipts,
    tell_release,
    tell_result,
)

__all__ = [
    "tell_called_off",
    "tell_calls",
    "tell_card_ends",
    "tell_closing_soon",
    "tell_delay",
    "tell_extension",
    "tell_held_back",
    "tell_parcel",
    "tell_price_step",
    "tell_purchase",
    "tell_ready",
    "tell_receipts",
    "tell_release",
    "tell_result",
]
