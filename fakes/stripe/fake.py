"""One account at the fake: what it remembers, what it tells, and how it is set."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from fakes.stripe.faults import Faults
from fakes.stripe.shapes import made
from fakes.stripe.store import Store, shown
from fakes.stripe.webhooks import Webhooks


@dataclass
class Fake:
    """
    The account of one shop.

    `late_seconds` is how long a late card waits for its answer, `public_url` where its pages are.
    """

    store: Store
    webhooks: Webhooks
    public_url: str
    shop: str = "Clust"
    late_seconds: float = 5
    faults: Faults = field(default_factory=Faults)

    def tell(self, kind: str, about: dict[str, Any], **before: Any) -> None:
        """Write an event and have it sent."""
        data = {"object": deepcopy(shown(about))}
        if before:
            data["previous_attributes"] = before
        event = made(
            "event",
            type=kind,
            data=data,
            pending_webhooks=1 if self.webhooks.url else 0,
            request={"id": None, "idempotency_key": None},
        )
        self.webhooks.send(self.store.add(event))
