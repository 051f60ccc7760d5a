"""Sponsorship at the desk: what was earned, what was not and why, and the terms."""

from typing import Any

from django.contrib import messages
from django.db.models import F, OuterRef, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.partners.models import Referral
from clust.sponsoring.actions.joining import set_terms
from clust.sponsoring.models import REASONS, SponsorTerms, order_of
from clust.web.desk.advert_forms import SponsorTermsForm
from clust.web.desk.pages import form_page, sent
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, answers, listed

SECTION = "desk:sources"
EARNED = Q(sponsorship__isnull=False, sponsorship__reversal=None)


def _reason(row: Any) -> str:
    return row.sponsor_refusal.get_reason_display() if hasattr(row, "sponsor_refusal") else ""


SPONSORSHIPS = Listing(
    columns={
        gettext_lazy("Sponsor"): lambda row: row.sponsor,
        gettext_lazy("Brought"): lambda row: row.person_id,
        gettext_lazy("Order"): lambda row: row.order_id,
        gettext_lazy("Ordered on"): lambda row: row.at,
        gettext_lazy("Earned"): lambda row: Cents(row.earned or 0),
        gettext_lazy("Spent before it was taken back"): lambda row: Cents(row.spent or 0),
        gettext_lazy("Why not"): _reason,
    },
    search=(
        "visit__link__sponsor__identity__name",
        "person__identity__name",
        "visit__link__code",
    ),
    number="order_id",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("earned", gettext_lazy("earned"), lambda now: EARNED),
                Answer(
                    "reversed",
                    gettext_lazy("taken back"),
                    lambda now: Q(sponsorship__reversal__isnull=False),
                ),
                Answer(
                    "refused",
                    gettext_lazy("refused"),
                    lambda now: Q(sponsor_refusal__isnull=False),
                ),
                Answer(
                    "way",
                    gettext_lazy("on its way"),
                    lambda now: Q(sponsorship=None, sponsor_refusal=None),
                ),
            ],
        ),
        Filter(
            "reason",
            gettext_lazy("why not"),
            answers("sponsor_refusal__reason", REASONS.items()),
        ),
    ],
    links={"sponsor": "visit__link__sponsor", "person": "person"},
    sorts={"at": ["at"], "sponsor": ["sponsor"], "earned": ["earned"]},
    order="-at",
)


def _rows() -> QuerySet[Any]:
    rows = Referral.objects.filter(visit__link__sponsor__isnull=False).annotate(
        order_id=order_of(OuterRef("key")),
        sponsor=F("visit__link__sponsor"),
        earned=F("sponsorship__credit__cents"),
        spent=F("sponsorship__reversal__spent_cents"),
    )
    return rows.filter(order_id__isnull=False).select_related(
        "person__identity",
        "visit__link__sponsor__identity",
        "sponsorship__reversal",
        "sponsorship__credit",
        "sponsor_refusal",
    )


@desk_page
def sponsorships(request: PersonRequest) -> HttpResponseBase:
    """Show orders by sponsors' links, what they earned, and why not."""
    template = "desk/adverts/sponsorships.html"
    return listed(request, SPONSORSHIPS, _rows(), template, section=SECTION)


TERMS = Listing(
    columns={
        gettext_lazy("Storefront"): lambda row: row.storefront.name,
        gettext_lazy("From"): lambda row: row.from_on,
        gettext_lazy("For the sponsor"): lambda row: Cents(row.sponsor_cents),
        gettext_lazy("For the person brought"): lambda row: Cents(row.sponsored_cents),
        gettext_lazy("Goods kept, at least"): lambda row: Cents(row.minimum_gross_cents),
        gettext_lazy("Days after the last parcel"): lambda row: row.kept_days,
        gettext_lazy("Days until a credit expires"): lambda row: row.expires_days,
        gettext_lazy("Most a year"): lambda row: row.most_per_year,
    },
    links={"storefront": "storefront"},
    sorts={"from": ["from_on"], "sponsor": ["sponsor_cents"]},
    order="-from",
)


@desk_page
def sponsor_terms(request: PersonRequest) -> HttpResponseBase:
    """Show what sponsors were promised from which day on."""
    rows = SponsorTerms.objects.select_related("storefront")
    return listed(request, TERMS, rows, "desk/adverts/terms.html", section=SECTION)


@desk_page
def new_sponsor_terms(request: PersonRequest) -> HttpResponseBase:
    """Promise sponsors something from a day on."""
    form = SponsorTermsForm(sent(request), initial={"from_on": timezone.localdate()})
    told = {"person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(set_terms, **told, **form.terms):
        messages.success(request, _("The terms are written."))
        return redirect("desk:sponsor_terms")
    return form_page(
        request,
        form,
        title=_("New terms of sponsorship"),
        text=_("Orders are judged by the terms of their day. Without any amount it ends."),
        action=_("Write the terms"),
        back=reverse("desk:sponsor_terms"),
        section=SECTION,
    )
