"""A clust's goods: from its close to the supplier's payment, and where every unit is."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust import flow
from clust.campaigns.models import Campaign
from clust.sourcing.models import Variant
from clust.supply.actions.answering import NotRefused, RefusedExchange, accept_refusal, call_off
from clust.supply.actions.ending import conclude_campaign, dispose
from clust.supply.claims import goods_of
from clust.supply.models import Parcel, PurchaseOrder
from clust.web.desk.goods_forms import DisposalForm, SureForm, purchase_order_of
from clust.web.desk.next_steps import Run
from clust.web.desk.pages import form_page, sent
from clust.web.desk.views.campaigns import SECTION, found
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.goods import (
    AnswerForm,
    ParcelFileForm,
    ParcelForm,
    SubstituteForm,
    noted_parcels,
)

STOCK = "desk:stock"
A_PAGE = 200


@desk_page
def goods(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a clust's way from its close to the supplier's payment, and what is to be done next."""
    campaign = found(pk)
    run = Run(campaign, timezone.now())
    shown = {"campaign": campaign, "run": run, "variants": _names(campaign), "section": SECTION}
    return render(request, "desk/goods.html", shown)


def _names(campaign: Campaign) -> dict[int, str]:
    return {row.pk: row.name or campaign.product.name for row in campaign.product.variants.all()}


@desk_page
def stock(request: PersonRequest) -> HttpResponseBase:
    """Show that nothing remains: where the units of every clust are."""
    rows = goods_of(None)[-A_PAGE:][::-1]
    campaigns = Campaign.objects.select_related("product", "conclusion").in_bulk(
        {row.campaign for row in rows}
    )
    names = Variant.objects.in_bulk({row.variant for row in rows})
    told = [(row, campaigns[row.campaign], names[row.variant]) for row in rows]
    left = sum(row.remaining for row in rows)
    return render(request, "desk/stock.html", {"rows": told, "left": left, "section": STOCK})


@desk_page
def sending(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note parcels that left, one by one or from a file."""
    campaign = found(pk)
    supplier, now = campaign.product.supplier, timezone.now()
    form = ParcelForm(sent(request) if "order" in request.POST else None, initial=_asked(request))
    files = ParcelFileForm(sent(request), request.FILES) if request.FILES else ParcelFileForm()
    if form.is_valid() and form.dispatch(supplier, request.user, now):
        messages.success(request, _("The parcel is noted; its buyer is told."))
        return redirect("desk:sending", pk)
    if files.is_valid():
        noted = files.upload(supplier, request.user, now)
        if noted is not None:
            messages.success(request, noted_parcels(noted))
            return redirect("desk:sending", pk)
    run = Run(campaign, now)
    shown = {
        "campaign": campaign,
        "waiting": run.waiting,
        "form": form,
        "file_form": files,
        "sent": _sent(campaign),
        "at_desk": True,
        "section": SECTION,
    }
    status = 422 if form.is_bound or files.is_bound else 200
    return render(request, "desk/sending.html", shown, status=status)


def _asked(request: PersonRequest) -> dict[str, object]:
    return dict(request.GET.items())


def _sent(campaign: Campaign) -> list[Parcel]:
    rows = Parcel.objects.filter(lines__order__campaign=campaign, shipment=None).distinct()
    rows = rows.select_related("delivery", "end").prefetch_related("lines")
    return list(rows.order_by("-pk")[:50])


@desk_page
def to_send(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give what is to be sent, with addresses, as a file."""
    return Run(found(pk), timezone.now()).waiting.csv()


def _order(pk: int) -> PurchaseOrder:
    rows = PurchaseOrder.objects.select_related("quote__product__supplier", "campaign__product")
    return get_object_or_404(rows, pk=pk)


@desk_page
def answer(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note what a supplier said by mail or telephone."""
    order = _order(pk)
    form = AnswerForm(sent(request), order=order)
    refused = "refuse" in request.POST
    if form.is_valid() and form.answer(request.user, refused=refused, now=timezone.now()):
        messages.success(request, _("The answer is noted."))
        return redirect("desk:goods", order.campaign_id)
    shown = {
        "order": order,
        "form": form,
        "answers": order.answers.prefetch_related("lines__variant"),
        "section": "desk:purchase_orders",
    }
    return render(request, "desk/answer.html", shown, status=422 if form.is_bound else 200)


@desk_page
def substitute(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Offer buyers another variant for what the supplier cannot bring."""
    order = _order(pk)
    form = SubstituteForm(sent(request), order=order)
    if form.is_valid() and form.offer(request.user, timezone.now()):
        messages.success(request, _("The buyers are asked."))
        return redirect("desk:purchase_order", pk)
    return form_page(
        request,
        form,
        title=_("Another variant instead: %(order)s") % {"order": order.number},
        text=_("Only who says yes gets it; everybody else is refunded after the last day."),
        action=_("Ask the buyers"),
        back=reverse("desk:purchase_order", args=[pk]),
        section="desk:purchase_orders",
    )


@desk_page
def refusal(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take a refusal as it is: every buyer is refunded."""
    order = _order(pk)
    if request.method == "POST":
        try:
            flow.act(accept_refusal, purchase_order=order, now=timezone.now())
        except NotRefused:
            messages.error(request, _("The supplier's last word is no refusal."))
        except RefusedExchange:
            messages.error(request, _("Give the money back at the return or claim instead."))
        else:
            messages.success(request, _("All buyers are refunded; we owe the supplier nothing."))
        return redirect("desk:goods", order.campaign_id)
    return form_page(
        request,
        SureForm(),
        title=_("Accept the refusal of %(order)s") % {"order": order.number},
        text=_(
            "Every buyer of this order gets all the money back, and is told. To ask the supplier"
            " again, note its new answer instead."
        ),
        action=_("Refund everybody"),
        back=reverse("desk:goods", args=[order.campaign_id]),
        section="desk:purchase_orders",
    )


@desk_page
def disposal(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Say where units went that have no buyer any more."""
    campaign = found(pk)
    form = DisposalForm(sent(request), goods=goods_of(pk), variants=_names(campaign))
    if form.is_valid() and _disposed(form, campaign, request):
        messages.success(request, _("It is noted where they went."))
        return redirect("desk:goods", pk)
    return form_page(
        request,
        form,
        title=_("Units without a buyer"),
        text=_(
            "We keep no stock: what came back goes to the supplier, to somebody else, or is"
            " recycled."
        ),
        action=_("Note where they went"),
        back=reverse("desk:goods", args=[pk]),
        section=SECTION,
    )


def _disposed(form: DisposalForm, campaign: Campaign, request: PersonRequest) -> object:
    told = form.cleaned_data
    orders = PurchaseOrder.objects.filter(campaign=campaign)
    shared = {
        "purchase_order": purchase_order_of(orders, told["variant"]),
        "variant": told["variant"],
        "units": told["units"],
        "now": timezone.now(),
    }
    if told["kind"] == "call_off":
        return form.attempt(flow.act, call_off, **shared)
    return form.attempt(
        flow.act,
        dispose,
        kind=told["kind"],
        note=told["note"],
        sold_gross_cents=told["sold"] or 0,
        sold_per_mille=told["per_mille"],
        buyer=told["buyer"],
        person=request.user,
        **shared,
    )


@desk_page
def conclusion(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Close the file of a clust of which nothing remains."""
    campaign = found(pk)
    form = SureForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act,
        conclude_campaign,
        campaign=campaign,
        person=request.user,
        now=timezone.now(),
    ):
        messages.success(request, _("The file of this clust is closed."))
        return redirect("desk:goods", pk)
    return form_page(
        request,
        form,
        title=_("Nothing remains"),
        text=_("All units bought are with their buyers, or their end is noted."),
        action=_("Close the file"),
        back=reverse("desk:goods", args=[pk]),
        section=SECTION,
    )
