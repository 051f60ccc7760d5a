"""A partner with terms, a link, and somebody who came by it, in the world of the tests."""

from datetime import date, datetime
from uuid import UUID, uuid4

from clust.partners.actions.linking import make_link, note_visit, refer
from clust.partners.actions.partnering import add_partner, agree
from clust.partners.models import Agreement, Link, Partner, PartnerPerson, Referral
from clust.people.models import Person
from clust.rules.commission import Terms
from tests.world import DAY, World, make_person

TERMS = Terms(goods_bp=500, order_cents=100, margin_bp=0)


def make_partner(name: str = "Le blog de Zoé", *, now: datetime = DAY) -> Partner:
    """A personal page."""
    return add_partner(kind="page", name=name, email="zoe@example.org", now=now)


def agreed(
    partner: Partner,
    terms: Terms = TERMS,
    *,
    from_on: date = date(2026, 1, 1),
    until_on: date | None = None,
    window_days: int = 30,
    now: datetime = DAY,
) -> Agreement:
    """Terms of a partner from a day on."""
    return agree(
        partner=partner,
        terms=terms,
        window_days=window_days,
        from_on=from_on,
        until_on=until_on,
        person=None,
        now=now,
    )


def act_for(partner: Partner, person: Person | None = None, *, now: datetime = DAY) -> Person:
    """Somebody who acts for a partner."""
    person = person or make_person(now)
    PartnerPerson.objects.create(partner=partner, person=person, at=now)
    return person


def linked(world: World, partner: Partner, path: str = "/", *, now: datetime = DAY) -> Link:
    """A partner's link."""
    return make_link(storefront=world.storefront, path=path, partner=partner, now=now)


def referred(
    link: Link, person: Person, *, key: UUID | None = None, now: datetime = DAY
) -> Referral:
    """Somebody clicks, and is about to order under a key."""
    visit = note_visit(link, remembered=True, now=now)
    return refer(
        visit=visit.pk, storefront=link.storefront, person=person, key=key or uuid4(), now=now
    )
