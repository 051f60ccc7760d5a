"""Every type that a problem may have: each is an anchor of the page for developers."""

from collections.abc import Iterator
from http import HTTPStatus

from clust.campaigns.actions.pledging import PledgeRefused
from clust.hooks.actions.listening import AlreadyEnded, BadKinds, TooManyEndpoints
from clust.hooks.actions.sending import EndpointGone
from clust.web.api.problems import slug
from clust.wishes.actions.backing import BackingRefused
from clust.wishes.actions.posting import WishRefused

NAMED = {
    "bad-address": "No public https server has this address.",
    "bad-category": "There is no category of this slug.",
    "bad-choice": "The choice is none of this wish.",
    "bad-cursor": "The cursor is none of ours.",
    "bad-key": "An `Idempotency-Key` has 1 to 120 characters of ASCII.",
    "idempotency-key-reused": "The `Idempotency-Key` came before with another request.",
    "in-flight": "The same request is being answered.",
    "invalid": "A value is wrong; `errors` says which.",
    "no-partner": "You act for no partner.",
    "no-person": "This key stands for a storefront, not for a person.",
    "scope": "The key lacks the scope that `detail` names.",
}
REFUSALS: tuple[type[Exception], ...] = (
    AlreadyEnded,
    BackingRefused,
    BadKinds,
    EndpointGone,
    PledgeRefused,
    TooManyEndpoints,
    WishRefused,
)


def of_status(status: int) -> str:
    """Return the type of a problem that has no name of its own."""
    return slug(HTTPStatus(status).phrase)


def named() -> dict[str, str]:
    """Return the types with a name of their own, in their order, each with what it means."""
    refusals = {slug(one.__name__): (one.__doc__ or "").strip() for one in _kinds(REFUSALS)}
    return dict(sorted((NAMED | refusals).items()))


def _kinds(classes: tuple[type[Exception], ...]) -> Iterator[type[Exception]]:
    for one in classes:
        yield one
        yield from _kinds(tuple(one.__subclasses__()))
