"""Sending back what is not as it was sold, and asking for the guarantee."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.returns.actions.claiming import claim_guarantee
from clust.returns.actions.returning import (
    AlreadySettled,
    NotReceived,
    OutOfGuarantee,
    ReturnRefused,
    TooManyBack,
    ask_return,
    keep_it,
    note_return_sent,
)
from clust.returns.actions.talking import NothingSaid, TooLong
from clust.returns.models import Claim, Photo, Return
from clust.web.parts import formats
from clust.web.parts.access import signed_in
from clust.web.parts.labels import label_answer
from clust.web.shop import limits
from clust.web.shop.after_sales import AfterSales, after_sales, last_day_before, order_or_404
from clust.web.shop.after_sales_forms import ClaimForm, ReturnForm, SendingForm, WordsForm
from clust.web.shop.visits import me


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to send something back."""
    after = after_sales(order_or_404(request, pk), timezone.now())
    if before := _sent_before(request, after):
        return before
    if not after.may_return:
        return _nothing(request, after)
    form = ReturnForm(*_sent(request), most=after.goods.returnable)
    return _asked(request, after, form, "shop/return_new.html", ask_return, "shop:return")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a remedy under the legal guarantee."""
    after = after_sales(order_or_404(request, pk), timezone.now())
    if not after.may_claim:
        return _nothing(request, after)
    form = ClaimForm(*_sent(request), most=after.goods.returnable)
    return _asked(request, after, form, "shop/claim_new.html", claim_guarantee, "shop:claim")


def _sent_before(request: HttpRequest, after: AfterSales) -> HttpResponse | None:
    key = f"form:{request.POST.get('key', '')}"[:80]
    before = Return.objects.filter(key=key, order=after.order).first()
    return redirect("shop:return", before.pk) if before else None


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _asked(
    request: HttpRequest, after: AfterSales, form: WordsForm, page: str, action: Any, to: str
) -> HttpResponse:
    status = 200
    if form.is_bound:
        if wait := limits.write_pace.wait(me(request).pk):
            return limits.too_often(request, wait)
        fact = _attempt(form, action, after) if form.is_valid() else None
        if fact:
            return redirect(to, fact.pk)
        status = 400
    context = {"after": after, "order": after.order, "form": form}
    return render(request, page, context, status=status)


def _attempt(form: WordsForm, action: Any, after: AfterSales) -> Any:
    try:
        return flow.act(action, order=after.order, now=timezone.now(), **form.cleaned_data)
    except (ReturnRefused, NothingSaid, TooLong) as error:
        form.add_error("units" if isinstance(error, TooManyBack) else None, said(error))
        return None


def said(error: Exception) -> str:
    """Return why something was refused, in the reader's language."""
    if isinstance(error, OutOfGuarantee):
        return _("The legal guarantee ended on %(day)s.") % {
            "day": formats.day(last_day_before(error.ended_at))
        }
    if isinstance(error, TooManyBack):
        left = formats.units(error.free)
        return _("That is more than you have of this order: %(left)s.") % {"left": left}
    if isinstance(error, NotReceived):
        return _("Nothing of this order has arrived yet.")
    return _("This could not be done any more.")


def _nothing(request: HttpRequest, after: AfterSales) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    context = {"after": after, "order": after.order}
    return render(request, "shop/return_refused.html", context, status=status)


@signed_in
@require_safe
def return_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a return is."""
    return _return_page(request, _return_or_404(request, pk), SendingForm())


def _return_page(
    request: HttpRequest, back: Return, form: SendingForm, status: int = 200
) -> HttpResponse:
    order = order_or_404(request, back.order_id)
    context = {
        "back": back,
        "order": order,
        "form": form,
        "is_open": Return.objects.open().filter(pk=back.pk).exists(),
        "seller": order.campaign.terms.seller,
    }
    return render(request, "shop/return.html", context, status=status)


@signed_in
@require_POST
def return_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the carrier's number as proof."""
    back = _return_or_404(request, pk)
    form = SendingForm(request.POST)
    if not form.is_valid():
        return _return_page(request, back, form, 400)
    try:
        flow.act(note_return_sent, return_=back, now=timezone.now(), **form.cleaned_data)
    except AlreadySettled:
        messages.error(request, said(AlreadySettled()))
    else:
        messages.success(request, _("Thank you: we know that it is on its way."))
    return redirect("shop:return", pk)


@signed_in
@require_POST
def return_keeping(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it after all."""
    try:
        flow.act(keep_it, return_=_return_or_404(request, pk), now=timezone.now())
    except AlreadySettled:
        messages.error(request, said(AlreadySettled()))
    else:
        messages.success(request, _("You keep it: the return is off."))
    return redirect("shop:return", pk)


@signed_in
@require_safe
def return_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the label to print."""
    if seconds := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, seconds)
    return label_answer(_return_or_404(request, pk))


def _return_or_404(request: HttpRequest, pk: int) -> Return:
    rows = Return.objects.filter(pk=pk, order__person=me(request))
    back = rows.select_related("order", "thread", "retraction").first()
    if back is None:
        raise Http404
    return back


@signed_in
@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of a claim."""
    row = Claim.objects.filter(pk=pk, order__person=me(request)).first()
    if row is None:
        raise Http404
    order = order_or_404(request, row.order_id)
    context = {"claim": row, "order": order, "seller": order.campaign.terms.seller}
    return render(request, "shop/claim.html", context)


@signed_in
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """Show a picture to its buyer, and to the desk."""
    rows = Photo.objects.filter(pk=pk)
    person = me(request)
    if not person.is_staff:
        rows = rows.filter(message__thread__order__person=person)
    found = rows.first()
    if found is None or not found.file.storage.exists(str(found.file.name)):
        raise Http404
    answer = FileResponse(found.file.open("rb"), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
