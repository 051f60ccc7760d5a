"""Saying who one is on a community's roll, by number and a second thing that only they know."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clust.storefronts.actions.admitting import WasShownOut, admit
from clust.storefronts.actions.roll import (
    ClaimedByOther,
    HasNumber,
    NotOnRoll,
    TooManyTries,
    claim_entry,
    entry_of,
)
from clust.storefronts.models import Admission, Door, RollEntry
from clust.web.parts.access import signed_in
from clust.web.parts.forms import DeskForm
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me


class StaffNumberForm(DeskForm):
    """A number, and the year of birth where no confirmed address proves it."""

    refusals = {
        NotOnRoll: (
            None,
            gettext_lazy(
                "This does not go together. Check the number, and the year of birth, or confirm"
                " the e-mail address that your community knows."
            ),
        ),
        TooManyTries: (
            None,
            gettext_lazy("Too many wrong answers: try again tomorrow."),
        ),
        HasNumber: (None, gettext_lazy("Your community knows you by another number already.")),
        ClaimedByOther: (
            None,
            gettext_lazy("Another account has this number. Ask your community to look at it."),
        ),
        WasShownOut: (None, gettext_lazy("Only this community’s officers can let you in again.")),
    }

    number = forms.CharField(label=gettext_lazy("Staff number"), max_length=40)
    birth_year = forms.CharField(
        label=gettext_lazy("Year of birth"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        help_text=gettext_lazy("Not needed where your community knows your e-mail address."),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def staff_number(request: HttpRequest) -> HttpResponse:
    """Ask for the staff number; whoever proves it has what their community gives, and comes in."""
    storefront, person, now = storefront_of(request), me(request), timezone.now()
    if not RollEntry.objects.filter(storefront=storefront).exists():
        raise Http404
    form = StaffNumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (seconds := limits.number_pace.wait(person.pk)):
        return limits.too_often(request, seconds)
    if form.is_valid() and _proved(request, form):
        messages.success(request, _("Thank you: your community knows you now."))
        return redirect("shop:home")
    known = entry_of(storefront=storefront, person=person, now=now)
    status = 422 if form.is_bound and form.errors else 200
    context: dict[str, Any] = {"form": form, "known": known}
    return render(request, "shop/staff_number.html", context, status=status)


def _proved(request: HttpRequest, form: StaffNumberForm) -> bool:
    who = {"storefront": storefront_of(request), "person": me(request), "now": timezone.now()}
    if not form.attempt(claim_entry, **who, **form.cleaned_data):
        return False
    if storefront_of(request).admission != Door.ROLL:
        return True
    return bool(form.attempt(admit, how=Admission.How.ROLL, **who))
