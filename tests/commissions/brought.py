"""An order that came by a partner's link, in the world of the tests."""

from clust.orders.models import Order
from clust.partners.actions.paying import confirm_account, give_account, say_taxes
from clust.partners.models import Agreement, Link, Partner, TaxData
from clust.people.models import Person
from clust.rules.commission import Terms
from tests.partners.story import TERMS, agreed, linked, make_partner, referred
from tests.returns.story import bought
from tests.world import DAY, World, make_person

IBAN = "FR1420041010050500013M02606"
SIREN = "732829320"


def brought(
    world: World,
    units: int = 3,
    *,
    terms: Terms = TERMS,
    partner: Partner | None = None,
    person: Person | None = None,
) -> Order:
    """Somebody who came by a partner's link buys kettles at 25.00 with tax."""
    if partner is None:
        partner = make_partner()
        agreed(partner, terms)
    order = bought(world, units, person=person)
    link: Link = partner.links.first() or linked(world, partner)
    referred(link, order.person, key=order.pledge.key, now=DAY)
    return order


def partner_of(order: Order) -> Partner:
    """Return the partner who brought an order."""
    return Partner.objects.get(links__visits__referrals__key=order.pledge.key)


def known(partner: Partner, status: str = "private", vat_number: str = "") -> TaxData:
    """All that must be known before a partner is paid."""
    partner.street, partner.postcode, partner.city = "2 rue Haute", "69001", "Lyon"
    partner.save()
    person = make_person()
    account = give_account(holder="Zoé", iban=IBAN, partner=partner, person=person, now=DAY)
    confirm_account(account, now=DAY)
    french = status in ("vat", "franchise")
    return say_taxes(
        partner=partner,
        status=status,
        siren=SIREN if french else "",
        vat_number=vat_number or ("FR44732829320" if status == "vat" else ""),
        accepts=True,
        person=person,
        now=DAY,
    )


__all__ = ["Agreement", "brought", "known", "partner_of"]
