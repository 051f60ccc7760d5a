"""Partners at the desk: list, page, terms, links, statements."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.commissions.levels import summed
from clust.commissions.models import PAID, Clawback, Commission, CommissionStatement
from clust.commissions.owed import BY
from clust.commissions.partner_documents import statement_html, statement_pdf
from clust.partners.actions.partnering import add_partner, agree, end_agreement, invite_to_partner
from clust.partners.models import Agreement, Partner, PartnerInvitation, PayoutAccount
from clust.web.desk.pages import form_page, sent
from clust.web.desk.partner_forms import AgreementEndForm, AgreementForm, PartnerForm
from clust.web.parts import partners as parts
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, answers, listed
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.partner_forms import PersonForm, send_person_invitation

SECTION = "desk:partners"

PARTNERS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.pk,
        gettext_lazy("Name"): lambda row: row.name,
        gettext_lazy("Kind"): lambda row: row.get_kind_display(),
        gettext_lazy("E-mail"): lambda row: row.email,
        gettext_lazy("Earned without tax"): lambda row: Cents(row.earned),
        gettext_lazy("Paid without tax"): lambda row: Cents(row.paid),
        gettext_lazy("Owed without tax"): lambda row: Cents(row.earned - row.paid),
    },
    search=("name", "email"),
    number="pk",
    filters=[
        Filter(
            "kind",
            gettext_lazy("kind"),
            answers("kind", Partner.Kind.choices),
        ),
        Filter(
            "terms",
            gettext_lazy("terms"),
            [
                Answer("now", gettext_lazy("hold today"), lambda now: Q(agreed=True)),
                Answer("none", gettext_lazy("none today"), lambda now: Q(agreed=False)),
            ],
        ),
    ],
    sorts={"name": ["name"], "earned": ["earned"], "paid": ["paid"], "at": ["at"]},
    order="name",
)


def _rows() -> QuerySet[Any]:
    came, back = (table.objects.filter(**{BY: OuterRef("pk")}) for table in (Commission, Clawback))
    paid = CommissionStatement.objects.filter(PAID, partner=OuterRef("pk"))
    agreed = Agreement.objects.on(timezone.localdate()).filter(partner=OuterRef("pk"))
    return Partner.objects.annotate(
        earned=summed(came, BY, "cents") - summed(back, BY, "cents"),
        paid=summed(paid, "partner", "payable_cents"),
        agreed=Exists(agreed),
    )


@desk_page
def partners(request: PersonRequest) -> HttpResponseBase:
    """Show who brings buyers, and what it earned."""
    return listed(request, PARTNERS, _rows(), "desk/partners/partners.html", section=SECTION)


@desk_page
def partner(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a partner with its terms, people and what it brought; invite somebody."""
    found = get_object_or_404(Partner, pk=pk)
    form = PersonForm(sent(request))
    told = {"partner": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and (made := form.attempt(invite_to_partner, **told, **form.cleaned_data)):
        send_person_invitation(request, made)
        messages.success(request, _("The invitation is sent."))
        return redirect("desk:partner", pk)
    shown = {
        "partner": found,
        "brought": parts.brought_by(found),
        "sums": parts.sums_of(found),
        "agreements": found.agreements.all(),
        "tax": found.tax_data.order_by("-pk").first(),
        "account": PayoutAccount.objects.standing().filter(partner=found).first(),
        "people": found.people.filter(left_at=None).select_related("person__identity"),
        "invitations": PartnerInvitation.objects.standing(timezone.now()).filter(partner=found),
        "form": form,
        "section": SECTION,
    }
    return render(request, "desk/partners/partner.html", shown, status=422 if form.errors else 200)


@desk_page
def new_partner(request: PersonRequest) -> HttpResponseBase:
    """Take a partner in."""
    form = PartnerForm(sent(request))
    if form.is_valid():
        added = add_partner(now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The partner is noted. Agree on terms, and invite somebody."))
        return redirect("desk:partner", added.pk)
    words = {"title": _("New partner"), "action": _("Note the partner")}
    return form_page(request, form, back=reverse(SECTION), section=SECTION, **words)


@desk_page
def agreement(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Write new terms; those without a last day end on the day before."""
    found = get_object_or_404(Partner, pk=pk)
    form = AgreementForm(sent(request), initial={"from_on": timezone.localdate()})
    told = {"partner": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(agree, **told, **form.terms):
        messages.success(request, _("The terms are written."))
        return redirect("desk:partner", pk)
    return form_page(
        request,
        form,
        title=_("New terms: %(partner)s") % {"partner": found.name},
        text=_("Those that hold without a last day end on the day before."),
        action=_("Write the terms"),
        back=reverse("desk:partner", args=[pk]),
        section=SECTION,
    )


@desk_page
def agreement_end(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Set the last day of terms."""
    found = get_object_or_404(Agreement.objects.select_related("partner"), pk=pk)
    form = AgreementEndForm(sent(request), initial={"until_on": timezone.localdate()})
    told = {"agreement": found, "now": timezone.now()}
    if form.is_valid() and form.attempt(end_agreement, **told, **form.cleaned_data):
        messages.success(request, _("The change is written."))
        return redirect("desk:partner", found.partner_id)
    return form_page(
        request,
        form,
        title=_("End the terms: %(partner)s") % {"partner": found.partner.name},
        action=_("Write the change"),
        back=reverse("desk:partner", args=[found.partner_id]),
        section=SECTION,
    )


@desk_page
def links(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a partner's links and what each brought."""
    found = get_object_or_404(Partner, pk=pk)
    rows = parts.with_brought(found.links.select_related("storefront"))
    told = {"partner": found, "section": SECTION}
    return listed(request, parts.LINKS, rows, "desk/partners/links.html", **told)


@desk_page
def statements(request: PersonRequest) -> HttpResponseBase:
    """Show all statements, and what holds them back."""
    rows, page = parts.statements(), "desk/partners/statements.html"
    return listed(request, parts.STATEMENTS, rows, page, section=SECTION)


@desk_page
def statement(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give a statement, as a page or as PDF."""
    row = get_object_or_404(parts.statements(), pk=pk)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)
