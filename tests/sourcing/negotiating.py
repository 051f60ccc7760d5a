"""A brief that was put to two suppliers, for tests of the negotiation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clust.people.models import Person
from clust.sourcing.actions.enquiring import send_enquiry
from clust.sourcing.actions.quoting import offer_quote
from clust.sourcing.models import (
    Enquiry,
    Invitee,
    Product,
    Quote,
    Supplier,
    SupplierContact,
)
from clust.wishes.models import Brief
from tests.world import DAY, World, make_person, make_product, make_world

WEEK = timedelta(days=7)


@dataclass
class Talks:
    """An enquiry for kettles, asked of the world's supplier and of one more."""

    world: World
    enquiry: Enquiry
    rival: Supplier
    vase: Product
    seller: Person
    desk: Person

    @property
    def invitee(self) -> Invitee:
        """The invitation of the world's supplier."""
        return self.enquiry.invitees.get(supplier=self.world.supplier)

    def offer(self, rungs: Any = ((1, 1000), (50, 900)), **terms: Any) -> Quote:
        """The world's supplier offers its kettle."""
        given = {"enquiry": self.enquiry, "now": DAY, "person": self.seller, **terms}
        return offer_quote(product=self.world.kettle, rungs=rungs, **given)


def make_talks(now: datetime = DAY, **asked: Any) -> Talks:
    """Write a brief, an enquiry to two suppliers for a week, and the people who talk."""
    world = make_world(now)
    rival = Supplier.objects.create(name="Vases Durand")
    desk, seller = make_person(now, is_staff=True), make_person(now)
    SupplierContact.objects.create(supplier=world.supplier, person=seller)
    brief = Brief.objects.create(
        title="Une bouilloire", specification="1,5 litre, inox", person=desk, at=now
    )
    terms: dict[str, Any] = {"likely_units": 300, "answer_by": now + WEEK, **asked}
    enquiry = send_enquiry(
        brief=brief,
        title="Bouilloires pour 300",
        suppliers=[world.supplier, rival],
        person=desk,
        now=now,
        **terms,
    )
    return Talks(world, enquiry, rival, make_product(rival, name="Vase"), seller, desk)
