"""Guests: mail a link, and come in by it."""

from smtplib import SMTPException

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from clust.people.actions import AddressTaken, join_as_guest
from clust.people.models import Person
from clust.web.shop import guests, limits
from clust.web.shop.forms import GuestForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
def guest(request: HttpRequest) -> HttpResponse:
    """Mail a link to continue with; the answer does not tell whether the address is known."""
    form = GuestForm(request.POST)
    if not form.is_valid():
        return render(request, "shop/guest.html", {"form": form}, status=400)
    email = form.cleaned_data["email"]
    if not limits.may_ask_for_mail(request, email):
        return limits.too_often(request, 600)
    try:
        guests.send_link(request, email, guests.safe_next(form.cleaned_data["next"]))
    except (OSError, SMTPException):
        return render(request, "shop/guest.html", {"form": form, "no_mail": True}, status=503)
    return render(request, "shop/guest_sent.html", {"email": email})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, so that a mail scanner uses nothing up; then come in and go on."""
    try:
        link = guests.read_link(token)
        if request.method != "POST":
            return render(request, "shop/guest_link.html", {"link": link})
        person = link.person or _new_guest(link.email)
    except (guests.NoSuchLink, AddressTaken):
        return render(request, "shop/guest_gone.html", {"form": GuestForm()}, status=410)
    login(request, person, backend=BACKEND)
    return redirect(link.next)


def _new_guest(email: str) -> Person:
    language = (get_language() or "fr").split("-")[0]
    return join_as_guest(email=email, language=language, now=timezone.now())
