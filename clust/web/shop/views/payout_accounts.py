"""Bank accounts for what we pay: a creator's own, and the mailed yes to any of them."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clust.partners.actions.paying import confirm_account, give_account
from clust.web.parts.access import PersonRequest, signed_in
from clust.web.parts.paces import too_often
from clust.web.parts.partner_forms import AccountForm, account_in, send_account_mail


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes to a bank account by the link that was mailed."""
    account = account_in(token)
    if account is None:
        raise Http404
    if request.method == "POST":
        confirm_account(account, now=timezone.now())
        messages.success(request, _("Thank you: from now on we pay to this account."))
        return redirect("shop:home")
    shown = {
        "title": _("Pay to this account?"),
        "text": f"{account.holder} · {account.masked}",
        "action": _("Yes, pay there"),
        "back_url": reverse("shop:home"),
    }
    return render(request, "parts/confirm.html", shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: PersonRequest) -> HttpResponse:
    """Say where a creator's royalties go."""
    creator = request.user
    if not creator.rights_assignments.exists():
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not ratelimit.consume(request, action="invite", key=f"creator-{creator.pk}"):
            return too_often(request)
        told = {"creator": creator, "person": creator, "now": timezone.now()}
        if made := form.attempt(give_account, **told, **form.cleaned_data):
            send_account_mail(request, made)
            messages.success(request, _("We sent a mail to confirm the account."))
            return redirect("shop:royalties")
    shown = {
        "form": form,
        "title": _("Bank account for your royalties"),
        "text": _("We ask you by mail to confirm it before any money goes there."),
        "action": _("Write it down"),
        "back_url": reverse("shop:royalties"),
    }
    return render(request, "parts/confirm.html", shown, status=422 if form.errors else 200)
