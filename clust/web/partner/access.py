"""Who may see and do what on a partner's site."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.partners.models import Partner, PartnerPerson
from clust.partners.readings import invitations_to
from clust.people.models import Person
from clust.web.parts.access import PersonRequest, View, led_to_sign_in_anew, signed_in

P = ParamSpec("P")
PartnerView = Callable[Concatenate[PersonRequest, Partner, P], HttpResponseBase]


def partner_form(view: PartnerView[P]) -> View[P]:
    """Hand a page the partner of whoever is signed in; others find nothing here."""

    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        people = PartnerPerson.objects.select_related("partner")
        acting = people.filter(person=request.user, left_at=None).first()
        if acting is None:
            if request.method == "GET" and _is_invited(request.user):
                return redirect("partner:joining")
            raise Http404
        led = led_to_sign_in_anew(request)
        return led or view(request, acting.partner, *args, **kwargs)

    return signed_in(guarded)


def partner_page(view: PartnerView[P]) -> View[P]:
    """Hand a page that is only looked at the partner of whoever is signed in."""
    return signed_in(require_safe(partner_form(view)))


def _is_invited(person: Person) -> bool:
    return invitations_to(person, now=timezone.now()).exists()
