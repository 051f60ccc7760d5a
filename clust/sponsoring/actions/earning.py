"""Orders by sponsors' links, judged once; what they earn, and what is taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clust.orders.models import Order
from clust.partners.models import Referral
from clust.people.models import Person
from clust.rules.sponsorship import Refusal, refusal
from clust.sponsoring.facts import day_of, facts_of
from clust.sponsoring.models import (
    SponsorRefusal,
    SponsorReversal,
    Sponsorship,
    SponsorTerms,
    brought,
    due_to_claw_back,
    due_to_sponsor,
)
from clust.wallet.crediting import give_credit, take_credit_back
from clust.wallet.models import Credit


class AlreadyJudged(Exception):
    """Somebody judged it before."""


class NotYet(Exception):
    """Something of the order is still to come, may still go back, or is on its way back."""


class Kept(Exception):
    """The sale stands, or was undone too late to take anything back."""


@transaction.atomic
def judge_referral(referral: Referral, *, now: datetime) -> Sponsorship | SponsorRefusal:
    """
    Credit a sponsor with a friend's first order, or write why not; both people are locked.

    :raises AlreadyJudged: if it was judged before
    :raises NotYet: if the order can still change
    """
    sponsor, order = _locked(referral)
    if not brought().filter(pk=referral.pk).exists():
        raise AlreadyJudged
    if not due_to_sponsor(now).filter(pk=referral.pk).exists():
        raise NotYet
    storefront = referral.visit.link.storefront
    terms = SponsorTerms.objects.on(day_of(referral.at)).filter(storefront=storefront).first()
    reason = refusal(facts_of(order, sponsor, now), terms.terms if terms else None)
    if terms is None or reason:
        told = reason or Refusal.NO_TERMS
        return SponsorRefusal.objects.create(referral=referral, reason=told, at=now)
    return _sponsored(referral, order, sponsor, terms, now)


def _locked(referral: Referral) -> tuple[Person, Order]:
    found = brought().filter(pk=referral.pk).values_list("visit__link__sponsor", "order_id").first()
    if found is None or found[1] is None:
        raise AlreadyJudged
    order = Order.objects.select_related("person", "campaign").get(pk=found[1])
    people = Person.objects.filter(pk__in=[found[0], order.person_id]).order_by("pk")
    locked = {person.pk: person for person in people.select_for_update(no_key=True)}
    return locked[found[0]], order


def _sponsored(
    referral: Referral, order: Order, sponsor: Person, terms: SponsorTerms, now: datetime
) -> Sponsorship:
    with translation.override(sponsor.language):
        earned = _credit(terms, sponsor, terms.sponsor_cents, _("Sponsorship"), order, now)
    with translation.override(order.person.language):
        welcome = _credit(terms, order.person, terms.sponsored_cents, _("Welcome"), order, now)
    return Sponsorship.objects.create(
        referral=referral,
        order=order,
        sponsor=sponsor,
        sponsored=order.person,
        terms=terms,
        credit=earned,
        welcome=welcome,
        at=now,
    )


def _credit(
    terms: SponsorTerms, person: Person, cents: int, reason: str, order: Order, now: datetime
) -> Credit | None:
    if not cents:
        return None
    return give_credit(
        person=person,
        seller=terms.storefront.seller,
        cents=cents,
        reason=reason,
        key=f"sponsorship:{order.pk}:{person.pk}",
        expires_at=now + timedelta(days=terms.expires_days),
        now=now,
        currency=order.campaign.currency,
    )


@transaction.atomic
def claw_back(sponsorship: Sponsorship, *, now: datetime) -> SponsorReversal:
    """
    Take back what is left of the credits of a sale that was undone after all.

    What was spent stays spent: nobody is asked for money.

    :raises Kept: if the sale stands, was undone too late, or it was taken back before
    """
    sponsorship = Sponsorship.objects.select_for_update(no_key=True).get(pk=sponsorship.pk)
    if not due_to_claw_back(now).filter(pk=sponsorship.pk).exists():
        raise Kept
    given = [one for one in (sponsorship.credit, sponsorship.welcome) if one]
    taken = _take_back(given, now)
    return SponsorReversal.objects.create(
        sponsorship=sponsorship,
        cents=taken,
        spent_cents=sum(credit.cents for credit in given) - taken,
        at=now,
    )


def _take_back(given: list[Credit], now: datetime) -> int:
    """Take credits back, and those that came back since of what they had paid."""
    taken = sum(take_credit_back(credit, now=now).cents for credit in given)
    back = list(Credit.objects.filter(returned__use__credit__in=given).order_by("pk"))
    return taken + (_take_back(back, now) if back else 0)
