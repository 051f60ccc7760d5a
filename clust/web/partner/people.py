"""Who may act for a partner: colleagues invited by e-mail, who join and leave."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust.partners.actions.partnering import (
    AlreadyActs,
    LastPerson,
    NotForYou,
    invite_to_partner,
    join_partner,
    leave_partner,
    uninvite,
)
from clust.partners.models import Partner, PartnerInvitation
from clust.partners.readings import invitations_to
from clust.web.partner.access import partner_form
from clust.web.parts.access import PersonRequest, led_to_sign_in_anew, signed_in
from clust.web.parts.lists import number_in
from clust.web.parts.paces import too_often
from clust.web.parts.partner_forms import PersonForm, send_person_invitation

SECTION = "partner:people"


@partner_form
def people(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show who acts for the partner; invite somebody."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="invite", key=f"partner-{partner.pk}"):
            return too_often(request)
        told = {"partner": partner, "person": request.user, "now": timezone.now()}
        if made := form.attempt(invite_to_partner, **told, **form.cleaned_data):
            send_person_invitation(request, made)
            messages.success(request, _("The invitation is sent."))
            return redirect(SECTION)
    acting = partner.people.filter(left_at=None).select_related("person__identity")
    shown = {
        "partner": partner,
        "people": acting.order_by("pk"),
        "invitations": PartnerInvitation.objects.standing(timezone.now()).filter(partner=partner),
        "form": form,
        "section": SECTION,
    }
    return render(request, "partner/people.html", shown, status=422 if form.errors else 200)


@require_POST
@partner_form
def leaving(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """Let somebody act for the partner no more."""
    acting = get_object_or_404(partner.people.filter(left_at=None), pk=pk)
    try:
        leave_partner(acting=acting, now=timezone.now())
    except LastPerson:
        messages.error(request, _("Somebody must stay: invite another person first."))
        return redirect(SECTION)
    messages.success(request, _("The change is written."))
    return redirect("shop:home" if acting.person == request.user else SECTION)


@require_POST
@partner_form
def invitation(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """Take an invitation back."""
    uninvite(invitation=get_object_or_404(partner.invitations, pk=pk), now=timezone.now())
    messages.success(request, _("The invitation is taken back."))
    return redirect(SECTION)


@signed_in
def joining(request: PersonRequest) -> HttpResponseBase:
    """Take up an invitation to an address that the person has confirmed."""
    invitations = invitations_to(request.user, now=timezone.now())
    if request.method != "POST":
        shown = {"invitations": invitations, "title": _("Invitations")}
        return render(request, "partner/joining.html", shown)
    found = get_object_or_404(invitations, pk=number_in(request.POST.get("invitation", "")))
    if led := led_to_sign_in_anew(request):
        return led
    try:
        join_partner(invitation=found, person=request.user, now=timezone.now())
    except (AlreadyActs, NotForYou):
        messages.error(request, _("You act for a partner already."))
        return redirect("partner:joining")
    messages.success(request, _("Welcome!"))
    return redirect("partner:home")
