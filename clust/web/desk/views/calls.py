"""Who was called to a clust: a list of numbers, for the desk only."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.web.desk.calling import CALL_STATES, called_to, calls
from clust.web.desk.views.campaigns import SECTION, found
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, listed

COLUMNS: dict[Any, Any] = {
    gettext_lazy("Call"): lambda call: call.pk,
    gettext_lazy("Person"): lambda call: call.person_id,
    gettext_lazy("The wish"): lambda call: call.backing.wish_id,
    gettext_lazy("Region"): lambda call: call.backing.region,
    gettext_lazy("Units wished for"): lambda call: call.backing.units,
    gettext_lazy("Units pledged"): lambda call: call.pledged_units,
    gettext_lazy("Pledged at most"): lambda call: Cents(call.pledged_cents),
    gettext_lazy("Called"): lambda call: call.at,
}
CALLS = Listing(
    columns=COLUMNS,
    search=("backing__wish__title",),
    number="person",
    filters=[CALL_STATES],
    links={"person": "person", "wish": "backing__wish"},
    sorts={
        "number": ["pk"],
        "units": ["backing__units"],
        "pledged": ["pledged_units"],
        "at": ["at"],
    },
    order="-pledged",
)


@desk_page
def called(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show who was called and who pledged; neither names nor single limits."""
    campaign = found(pk)
    return listed(
        request,
        CALLS,
        calls(campaign),
        "desk/calls.html",
        campaign=campaign,
        sums=called_to(campaign),
        section=SECTION,
    )
