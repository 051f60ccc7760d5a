"""The demo's partner: a personal page whose link brought buyers, and what it earned by them."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from clust.campaigns.models import Campaign, Pledge
from clust.commissions.actions.billing import AlreadyStated, bill_statement, state_commissions
from clust.commissions.actions.earning import NothingEarned, accrue_commissions
from clust.commissions.levels import month_start
from clust.commissions.owed import due_to_bill
from clust.partners.actions.linking import make_link, note_visit, refer
from clust.partners.actions.partnering import (
    add_partner,
    agree,
    invite_to_partner,
    join_partner,
)
from clust.partners.actions.paying import confirm_account, give_account, say_taxes
from clust.partners.models import Link, Partner
from clust.people.models import Person
from clust.rules.commission import Terms
from clust.storefronts.models import Storefront
from clust.supply.models import Delivery
from demo.accounts import PARTNER

DAY = timedelta(days=1)
CLICKS_AN_ORDER = 9
IBAN = "FR1420041010050500013M02606"
BROUGHT = ("game", "pan")


@transaction.atomic
def bring_buyers(
    storefront: Storefront, desk: Person, person: Person, *, now: datetime
) -> Partner | None:
    """Let a partner's link have brought some of those whose parcels came, unless it did before."""
    if Partner.objects.exists():
        return None
    began = now - 100 * DAY
    partner = taken_in(desk, person, now=began)
    link = make_link(storefront=storefront, path="/", partner=partner, name="Mon carnet", now=began)
    for picture in BROUGHT:
        for campaign in Campaign.objects.filter(
            product__reference=picture, closing__clearing__isnull=False
        ):
            lead(link, campaign)
    earn(partner, now=now)
    return partner


def taken_in(desk: Person, person: Person, *, now: datetime) -> Partner:
    """Agree with a partner, who says all that must be known of it."""
    partner = add_partner(
        kind="page",
        name="Le carnet de Noé",
        email=PARTNER,
        now=now,
        street="3 rue de l’Exemple",
        postcode="44000",
        city="Nantes",
    )
    invitation = invite_to_partner(partner=partner, email=PARTNER, person=desk, now=now)
    join_partner(invitation=invitation, person=person, now=now)
    terms = Terms(goods_bp=500, order_cents=100, margin_bp=0)
    agree(
        partner=partner,
        terms=terms,
        window_days=30,
        from_on=now.date(),
        person=desk,
        now=now,
    )
    told = {"partner": partner, "person": person, "now": now}
    say_taxes(status="private", siren="", vat_number="", accepts=False, **told)
    account = give_account(holder="Noé Exemple", iban=IBAN, **told)
    confirm_account(account, now=now)
    return partner


def lead(link: Link, campaign: Campaign) -> None:
    """Say of some of a clust's buyers that they came by the link, as others did who left."""
    for pledge in Pledge.objects.filter(campaign=campaign).order_by("pk")[::4]:
        for _ in range(CLICKS_AN_ORDER):
            visit = note_visit(link, remembered=False, now=pledge.at)
        refer(
            visit=visit.pk,
            storefront=link.storefront,
            person=pledge.person,
            key=pledge.key,
            now=pledge.at,
        )


def earn(partner: Partner, *, now: datetime) -> None:
    """Credit what was delivered on its day, and write the statements and bills since."""
    brought = Delivery.objects.filter(at__lte=now).order_by("at", "pk")
    for delivery in brought:
        with suppress(NothingEarned):
            accrue_commissions(delivery, now=delivery.at)
    for back in (60, 30, 0):
        month = month_start(now - back * DAY) + timedelta(hours=9)
        with suppress(AlreadyStated):
            state_commissions(partner, now=month)
    for statement in due_to_bill(now):
        bill_statement(statement, now=statement.at)
