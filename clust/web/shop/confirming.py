"""A choice on its way to be a pledge: its card is confirmed, and what came of that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clust.campaigns.actions.holding import TIME_OVER, confirm_hold, end_hold
from clust.campaigns.models import Campaign, Hold, HoldEnd
from clust.payments.cards import ask_holder, begin_check, look_at_check
from clust.payments.gateway import Ask, CardAnswer, Pending, Refused
from clust.payments.models import CardCheck, CardCheckEnd
from clust.people.models import Person
from clust.rules.money import plain
from clust.web.shop.choices import JOIN, WAIT
from clust.web.shop.means import NOW, Means
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import me

NEWER_CHOICE, GIVEN_UP = "NewerChoice", "GivenUp"


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as its holder sees it: ended, asked at the provider, refused, or still to be paid."""

    hold: Hold
    end: HoldEnd | None
    asked: CardAnswer | None
    refused: CardCheckEnd | None
    now: datetime

    @property
    def state(self) -> str:
        """Return one word: pledged, over, pending, asked, refused or open."""
        if self.end:
            return "pledged" if self.end.pledge_id else "over"
        if self.hold.until <= self.now:
            return "over"
        if isinstance(self.asked, Pending):
            return "pending"
        if isinstance(self.asked, Ask):
            return "asked"
        return "refused" if self.refused or isinstance(self.asked, Refused) else "open"

    @property
    def cause(self) -> str:
        """Return why there is no pledge: the name of what refused it."""
        return self.end.cause if self.end else TIME_OVER

    @property
    def provider_url(self) -> str:
        """Return where its holder goes on at the provider, empty where they need not."""
        return self.asked.url if isinstance(self.asked, Ask) else ""


def hold_or_404(request: HttpRequest, key: UUID) -> Hold:
    """Return a hold of the person signed in; everybody else's is not there."""
    held = (
        Hold.objects.filter(key=key, person=me(request))
        .filter(sold_at(storefront_of(request)))
        .select_related(
            "campaign__product", "campaign__terms", "variant", "delivery_option", "end", "person"
        )
        .first()
    )
    if held is None:
        raise Http404
    return held


def look(hold: Hold, now: datetime) -> Held:
    """Return how a hold stands, having asked the provider where there is no answer yet."""
    check = CardCheck.objects.filter(hold=hold).select_related("end").order_by("-pk").first()
    ended = HoldEnd.objects.filter(hold=hold).first()
    refused = getattr(check, "end", None)
    if ended or check is None or refused:
        return Held(hold, ended, None, refused, now)
    answer = look_at_check(check, now=now)
    ended = HoldEnd.objects.filter(hold=hold).first()
    return Held(hold, ended, answer, None, now)


def confirm(request: HttpRequest, hold: Hold, means: Means) -> HttpResponse:
    """Have a hold's card confirmed: go to the provider where it asks, else on to the answer."""
    now = timezone.now()
    if means.by_transfer:
        confirm_hold(hold=hold, by_transfer=True, now=now)
        return redirect(hold_page(hold))
    check = begin_check(
        person=hold.person,
        hold=hold,
        card=means.card,
        cents=hold.most_gross_cents,
        currency=hold.campaign.currency,
        now=now,
    )
    back = request.build_absolute_uri(hold_page(hold))
    answer = ask_holder(check, return_url=back, cancel_url=back, now=now)
    return redirect(answer.url if isinstance(answer, Ask) else hold_page(hold))


def hold_page(hold: Hold) -> str:
    """Return the address where one sees what became of a hold."""
    return reverse("shop:hold", args=[hold.key])


def end_earlier_holds(person: Person, campaign: Campaign, *, now: datetime) -> None:
    """Let go of what a person held in a clust before: they choose anew."""
    for earlier in Hold.objects.open(now).filter(person=person, campaign=campaign):
        end_hold(earlier, now=now, cause=NEWER_CHOICE)


def choice_query(hold: Hold) -> str:
    """Return the choice of a hold as the query of the order page's address."""
    maximum = plain(hold.maximum_gross_cents) if hold.maximum_gross_cents else ""
    fields: dict[str, Any] = {
        "variant": hold.variant_id,
        "units": hold.units,
        "up_to": hold.up_to if hold.up_to != hold.units else "",
        "fewer": "on" if hold.fewer else "",
        "mode": WAIT if hold.waits else JOIN,
        "maximum": maximum if hold.waits else "",
        "stay": "" if hold.waits else maximum,
        "delivery": hold.delivery_option_id,
        "shown": hold.shown_gross_cents,
        "when": NOW if hold.direct else "",
    }
    return urlencode({name: value for name, value in fields.items() if value})


def choice_url(hold: Hold, page: str = "order_page") -> str:
    """Return the address of a page that begins with the choice of a hold."""
    return f"{reverse(f'shop:{page}', args=[hold.campaign_id])}?{choice_query(hold)}"
