"""People without internet: the form to print, entering it, its receipt, invoice and withdrawal."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clust import flow
from clust.campaigns.actions.holding import end_hold
from clust.campaigns.actions.pledging import Full, PledgeRefused
from clust.campaigns.models import Pledge
from clust.gatherings.actions.papering import Signed, enter_paper, withdraw_on_paper
from clust.gatherings.models import Gathering, PaperForm
from clust.invoicing.documents import document_html, invoice_pdf
from clust.invoicing.models import Invoice
from clust.invoicing.reading import Reading
from clust.orders.models import Order
from clust.payments.cards import ask_holder, begin_check
from clust.payments.gateway import Ask
from clust.storefronts.actions.roll import recognise_on_paper
from clust.storefronts.models import RollEntry, Seller
from clust.subsidies.models import Promise
from clust.wallet.models import Card
from clust.web.parts.access import signed_in
from clust.web.parts.fields import written
from clust.web.parts.papers import page_or_pdf
from clust.web.shop import limits, papers, refusals
from clust.web.shop.confirming import GIVEN_UP, look
from clust.web.shop.gathering_forms import CARD, TRANSFER, PaperFormForm, PaperWithdrawalForm
from clust.web.shop.gatherings import gathering_or_404, paper_or_404
from clust.web.shop.means import AFTER_CLOSE, usable_cards
from clust.web.shop.paper_answers import asked_on, waits
from clust.web.shop.paying import as_paid, payment_of, transfer_code
from clust.web.shop.subsidies import has_plans, paper_share
from clust.web.shop.visits import me

LANGUAGES = ("fr", "en")


@signed_in
@require_safe
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the form to sign, to print or as PDF, in either language."""
    found = gathering_or_404(request, pk)
    if wait := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, wait)
    asked = request.GET.get("in", "")
    page = papers.Paper(
        "shop/private/form.html",
        papers.form_said(found),
        asked if asked in LANGUAGES else "",
    )
    return page_or_pdf(request, page.html, page.pdf, f"clust-{found.campaign_id}-form")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enter a form that somebody signed."""
    found, person = gathering_or_404(request, pk), me(request)
    form = _form(request, found)
    if form.is_bound:
        if wait := limits.write_pace.wait(person.pk):
            return limits.too_often(request, wait)
        if request.POST.get("number") and (wait := limits.number_pace.wait(person.pk)):
            return limits.too_often(request, wait)
        if form.is_valid() and (row := _enter(request, found, form)):
            return _paid(request, row, form)
    shown = {"form": form, "gathering": found, "product": found.campaign.product}
    return render(request, "shop/private/new_paper.html", shown, status=400 if form.errors else 200)


def _form(request: HttpRequest, found: Gathering) -> PaperFormForm:
    opening = found.campaign.ladder.opening_price
    return PaperFormForm(
        request.POST or None,
        request.FILES or None,
        gathering=found,
        cards=_cards(request, found),
        asks_number=has_plans(found.campaign.storefront),
        initial={
            "key": uuid4(),
            "units": 1,
            "maximum": written(opening),
            "signed_on": timezone.localdate(),
            "pays": TRANSFER if found.campaign.takes_transfers else None,
        },
    )


def _cards(request: HttpRequest, found: Gathering) -> list[Card]:
    return usable_cards(me(request), found.campaign.closes_at.date() + AFTER_CLOSE)


def _enter(request: HttpRequest, found: Gathering, form: PaperFormForm) -> PaperForm | None:
    said, scan = form.cleaned_data, form.cleaned_data["scan"]
    variant = found.campaign.product.variants.get(pk=said["variant"])
    on_roll = _on_roll(request, found, form) if said.get("number") else None
    if form.errors:
        return None
    row = _attempted(
        form,
        gathering=found,
        entered_by=me(request),
        signed=Signed(variant, said["units"], said["maximum"], said["signed_on"]),
        name=said["name"],
        place=form.place,
        language=me(request).language,
        by_transfer=said["pays"] == TRANSFER,
        key=said["key"],
        scan=ContentFile(scan, f"{said['key']}.webp") if scan else None,
        on_roll=on_roll,
        now=timezone.now(),
    )
    if row and on_roll and not Promise.objects.filter(keys__key=row.hold.key).exists():
        messages.info(request, _("Their community knows them, but pays nothing for this order."))
    return row


def _attempted(form: PaperFormForm, **told: Any) -> PaperForm | None:
    """Return the form that was entered; a refusal, such as of a full clust, is said."""
    try:
        row: PaperForm | None = form.attempt(flow.act, enter_paper, **told)
    except PledgeRefused as error:
        form.add_error("units" if isinstance(error, Full) else None, refusals.said(error))
        return None
    return row


def _on_roll(request: HttpRequest, found: Gathering, form: PaperFormForm) -> RollEntry | None:
    """Return who they are on the community's roll; a refusal is said at the form."""
    said = form.cleaned_data
    entry: RollEntry | None = form.attempt(
        recognise_on_paper,
        storefront=found.campaign.storefront,
        number=said["number"],
        birth_year=said["birth_year"],
        entered_by=me(request),
        now=timezone.now(),
    )
    return entry


def _paid(request: HttpRequest, row: PaperForm, form: PaperFormForm) -> HttpResponse:
    """Go on to the paper's page; by way of the provider, where a card carries it."""
    page = reverse("shop:signed_form", args=[row.pk])
    if form.cleaned_data["pays"] == TRANSFER:
        messages.success(request, _("It is entered. Print the receipt and hand it over."))
        return redirect(page)
    return _confirm(request, row, int(form.cleaned_data["pays"].removeprefix(CARD)), page)


def _confirm(request: HttpRequest, row: PaperForm, card: int, page: str) -> HttpResponse:
    now, back = timezone.now(), request.build_absolute_uri(page)
    check = begin_check(
        person=me(request),
        hold=row.hold,
        card=get_object_or_404(Card, pk=card, person=me(request), removed_at=None),
        cents=row.hold.most_gross_cents,
        currency=row.gathering.campaign.currency,
        now=now,
    )
    answer = ask_holder(check, return_url=back, cancel_url=back, now=now)
    return redirect(answer.url if isinstance(answer, Ask) else page)


@signed_in
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came of a form, and what can be printed for its buyer."""
    row, now = paper_or_404(request, pk), timezone.now()
    held = look(row.hold, now)
    if held.state == "refused":
        flow.act(end_hold, hold=row.hold, cause=GIVEN_UP, now=now)
    row.refresh_from_db(fields=["hold"])
    row = paper_or_404(request, pk)
    shown = {**_shown(row), "asked": asked_on(row, now), "held": held, "now": now}
    return render(request, "shop/private/paper.html", shown)


def _shown(row: PaperForm) -> dict[str, Any]:
    pledge = row.pledge
    left = Pledge.objects.with_left().get(pk=pledge.pk).left if pledge else 0
    made = Invoice.objects.filter(order__allotment__pledge=pledge, order__allotment__isnull=False)
    mandate = getattr(pledge, "mandate", None) if pledge else None
    most_cents = pledge.most_it_can_cost(left) if pledge and left else 0
    return {
        "paper": row,
        "gathering": row.gathering,
        "campaign": row.gathering.campaign,
        "product": row.gathering.campaign.product,
        "pledge": pledge,
        "left": left,
        "waits": waits(pledge, timezone.now()) if pledge and left else False,
        "surcharge_cents": (pledge or row.hold.variant).surcharge_gross_cents,
        "mandate": mandate,
        "most_cents": most_cents,
        "share": paper_share(row, most_cents),
        "has_invoice": pledge is not None and made.exists(),
        **_owed(pledge, row.gathering.campaign.terms.seller),
        "withdrawals": row.withdrawals.select_related("withdrawal").order_by("pk"),
    }


def _owed(pledge: Pledge | None, seller: Seller) -> dict[str, Any]:
    """Return where the money of a form's order stands, and how it is transferred."""
    rows = as_paid(Order.objects.filter(allotment__pledge=pledge))
    order = rows.first() if pledge else None
    if order is None:
        return {}
    payment = payment_of(order, timezone.now())
    code = transfer_code(payment, seller)
    return {"order": order, "payment": payment, "seller": seller, "transfer_code": code}


@signed_in
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the photo of a form, to those who organise the clust alone."""
    row = paper_or_404(request, pk)
    if not row.scan:
        raise Http404
    return FileResponse(row.scan.open(), content_type="image/webp")


@signed_in
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a buyer's receipt, to print or as PDF."""
    row = paper_or_404(request, pk)
    said = _shown(row)
    if row.pledge is None:
        raise Http404
    if wait := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, wait)
    told = papers.receipt_said(row, said)
    page = papers.Paper("shop/private/receipt.html", told, row.hold.person.language)
    return page_or_pdf(request, page.html, page.pdf, f"clust-receipt-{row.pk}")


@signed_in
@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the invoice of a buyer on paper, for the organiser to hand over."""
    row = paper_or_404(request, pk)
    if wait := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, wait)
    made = get_object_or_404(Invoice, order__allotment__pledge=row.pledge)
    return page_or_pdf(
        request, lambda: document_html(Reading(made)), lambda: invoice_pdf(made), made.name
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take back what somebody gave up in writing."""
    row = paper_or_404(request, pk)
    said = _shown(row)
    today: date = timezone.localdate()
    form = PaperWithdrawalForm(
        request.POST or None, initial={"units": said["left"], "signed_on": today}
    )
    if form.is_valid() and form.attempt(
        flow.act,
        withdraw_on_paper,
        paper=row,
        entered_by=me(request),
        signed_on=form.cleaned_data["signed_on"],
        units=form.cleaned_data["units"],
        now=timezone.now(),
    ):
        messages.success(request, _("It is taken back. Print the receipt for them."))
        return redirect("shop:signed_form", pk)
    status = 400 if form.errors else 200
    shown = {**said, "form": form}
    return render(request, "shop/private/paper_withdrawal.html", shown, status=status)
