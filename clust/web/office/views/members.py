"""Who belongs to the community: found, shown out, exported; nobody else's people."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from clust.people.models import Person
from clust.storefronts.actions.admitting import AdmissionOver, end_admission
from clust.storefronts.models import Admission, AdmissionEnd
from clust.web.office.access import OfficeRequest, host_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "office:members"


def _answer(how: Admission.How) -> Answer:
    return Answer(how.value, how.label, lambda now: Q(how=how))


MEMBERS = Listing(
    columns={
        gettext_lazy("Name"): lambda row: row.name or "",
        gettext_lazy("E-mail"): lambda row: row.email or "",
        gettext_lazy("Since"): lambda row: row.at.date().isoformat(),
        gettext_lazy("How"): lambda row: row.get_how_display(),
    },
    search=("name", "email"),
    sorts={"name": ["name"], "since": ["at"]},
    order="-since",
    filters=(
        Filter(
            "how",
            gettext_lazy("how they came in"),
            [_answer(how) for how in Admission.How],
        ),
    ),
)


def members_of(request: OfficeRequest) -> Any:
    """Return who belongs to this storefront, with name and main address of those who joined."""
    mail = EmailAddress.objects.filter(user=OuterRef("person"), verified=True)
    rows = Admission.objects.standing().filter(storefront=request.storefront)
    names = Person.objects.filter(pk=OuterRef("person")).values("identity__name")
    return rows.annotate(
        name=_of_joiners(names), email=_of_joiners(mail.order_by("-primary", "pk").values("email"))
    )


def _of_joiners(told: Any) -> Case:
    """Return what is told of those who chose to join; who only bought here stays unnamed."""
    return Case(When(~Q(how=Admission.How.ITSELF), then=Subquery(told[:1])))


@require_safe
@host_page
def members(request: OfficeRequest) -> HttpResponseBase:
    """Show who belongs to the community."""
    return listed(request, MEMBERS, members_of(request), "office/members.html", section=SECTION)


@require_POST
@host_page
def member(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Show somebody out."""
    mine = Admission.objects.filter(storefront=request.storefront)
    found = get_object_or_404(mine, pk=pk)
    try:
        end_admission(
            admission=found,
            cause=AdmissionEnd.Cause.SHOWN_OUT,
            by=request.user,
            now=timezone.now(),
        )
    except AdmissionOver:
        messages.error(request, _("This person does not belong here any more."))
    else:
        messages.success(request, _("This person is shown out. What they ordered stays theirs."))
    return redirect(SECTION)
