"""Talking with after-sales."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clust import flow
from clust.returns.actions.talking import NothingSaid, TooLong, open_thread, say
from clust.returns.models import Message, Thread
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.after_sales import order_or_404
from clust.web.shop.after_sales_forms import ThreadForm, WordsForm
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import me

A_PAGE = 20


@signed_in
@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """Show one's conversations, the last one first."""
    rows = Thread.objects.standing().filter(
        sold_at(storefront_of(request), "order__campaign__"), order__person=me(request)
    )
    rows = rows.select_related("order__campaign__product").order_by(
        F("last_at").desc(nulls_last=True), "-pk"
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "shop/threads.html", {"page": page})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask something about an order."""
    order = order_or_404(request, pk)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ThreadForm(*given)
    if form.is_bound:
        if wait := limits.write_pace.wait(me(request).pk):
            return limits.too_often(request, wait)
        if form.is_valid() and (thread := _said(form, open_thread, order=order)):
            return redirect("shop:thread", thread.pk)
    context = {"order": order, "form": form}
    return render(request, "shop/thread_new.html", context, status=400 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a conversation, and take one more message."""
    person = me(request)
    rows = Thread.objects.standing().filter(pk=pk, order__person=person)
    found = rows.first()
    if found is None:
        raise Http404
    order = order_or_404(request, found.order_id)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WordsForm(*given)
    if form.is_bound:
        if wait := limits.write_pace.wait(person.pk):
            return limits.too_often(request, wait)
        if form.is_valid() and _said(form, say, thread=found, author=Message.BUYER, person=person):
            return redirect("shop:thread", pk)
    context = {
        "thread": found,
        "order": order,
        "form": form,
        "said": found.messages.prefetch_related("photos"),
        "seller": order.campaign.terms.seller,
    }
    return render(request, "shop/thread.html", context, status=400 if form.errors else 200)


def _said(form: WordsForm, action: Any, **inputs: Any) -> Any:
    try:
        return flow.act(action, now=timezone.now(), **inputs, **form.cleaned_data)
    except (NothingSaid, TooLong):
        form.add_error("words", form.fields["words"].error_messages["required"])
        return None
