"""Stripe's own client, and what its errors mean: refused, busy, or nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clust.payments.gateway import ProviderBusy, ProviderSilent

log = structlog.get_logger()


class ErrorKept(ProviderSilent):
    """Stripe repeats under this key the error of its own that it answered before."""


def make_client() -> stripe.StripeClient:
    """
    Return a client that repeats nothing by itself: asking again is for those who know the key.

    :raises ImproperlyConfigured: without a key
    """
    if not settings.STRIPE_KEY:
        raise ImproperlyConfigured("CLUST_STRIPE_KEY is not set")
    return stripe.StripeClient(
        settings.STRIPE_KEY,
        base_addresses={"api": settings.STRIPE_API},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=settings.STRIPE_TIMEOUT),
    )


@contextmanager
def heard() -> Iterator[None]:
    """
    Tell errors that say what happened, which go on as they are, from those that do not.

    :raises ProviderBusy: if nothing was done and we should come again, later
    :raises ProviderSilent: if it may have been done
    """
    try:
        yield
    except stripe.RateLimitError as error:
        raise ProviderBusy(error.code or "rate_limit") from None
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.error("stripe does not let us in", status=error.http_status, code=error.code)
        raise ProviderBusy("not let in") from None
    except (stripe.CardError, stripe.InvalidRequestError):
        raise
    except stripe.IdempotencyError as error:
        if error.http_status == 409:
            raise ProviderSilent("the same call is under way") from None
        raise
    except stripe.StripeError as error:
        log.warning("stripe did not say", error=type(error).__name__, status=error.http_status)
        if _was_kept(error):
            raise ErrorKept from None
        raise ProviderSilent(type(error).__name__) from None


def _was_kept(error: stripe.StripeError) -> bool:
    """Whether this is the answer that was given under the same key before."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return headers.get("idempotent-replayed") == "true"
