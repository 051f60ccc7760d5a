"""What is known of a sponsor and of whom they brought, gathered for the rule."""

from datetime import date, datetime
from itertools import product

from django.db.models import Exists, OuterRef

from clust.ledger.readings import CALENDAR
from clust.orders.cancelling import left_of
from clust.orders.models import Order
from clust.people.models import Address, Person
from clust.rules.sponsorship import Facts, same_place
from clust.sponsoring.models import Device, Sponsorship
from clust.supply.models import DeliveryLine
from clust.wallet.models import Card


def day_of(at: datetime) -> date:
    """Return the day of a moment, in the calendar of the books."""
    return at.astimezone(CALENDAR).date()


def facts_of(order: Order, sponsor: Person, now: datetime) -> Facts:
    """Return what the rule wants to know of an order by a sponsor's link."""
    buyer, left = order.person, left_of(order)
    return Facts(
        same_person=buyer.pk == sponsor.pk,
        sponsor_gone=not sponsor.is_active,
        sponsored=Sponsorship.objects.filter(sponsored=buyer).exists(),
        mutual=Sponsorship.objects.filter(sponsored=sponsor, sponsor=buyer).exists(),
        first=first_order_of(buyer) == order,
        same_card=have_same_card(sponsor, buyer),
        same_address=have_same_address(sponsor, buyer),
        same_device=have_same_device(sponsor, buyer),
        kept_units=left.units,
        kept_gross_cents=left.goods_gross_cents,
        earned=earned_in_year(sponsor, now),
    )


def first_order_of(person: Person) -> Order | None:
    """Return somebody's first order of those of which something came."""
    came = DeliveryLine.objects.filter(order=OuterRef("pk"))
    return Order.objects.filter(Exists(came), person=person).order_by("at", "pk").first()


def have_same_card(one: Person, other: Person) -> bool:
    """Say whether two people ever paid with one card, as its provider knows it."""
    prints = Card.objects.filter(person=one).exclude(fingerprint="").values("fingerprint")
    return Card.objects.filter(person=other, fingerprint__in=prints).exists()


def have_same_address(one: Person, other: Person) -> bool:
    """Say whether parcels for two people ever went to one place."""
    places = [
        list(Address.objects.filter(person=person).values_list("street", "postcode", "country"))
        for person in (one, other)
    ]
    return any(same_place(*pair) for pair in product(*places))


def have_same_device(one: Person, other: Person) -> bool:
    """Say whether two people were signed in in one browser."""
    marks = Device.objects.filter(person=one).values("mark")
    return Device.objects.filter(person=other, mark__in=marks).exists()


def earned_in_year(sponsor: Person, now: datetime) -> int:
    """Return how many a sponsor has earned by in the year of a moment, those taken back too."""
    year = now.astimezone(CALENDAR).year
    begin = datetime(year, 1, 1, tzinfo=CALENDAR)
    return Sponsorship.objects.filter(sponsor=sponsor, at__gte=begin).count()
