"""What becomes of addresses that are told of events."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.hooks.models import EndpointEnd
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Story


def endpoint_end(notice: Notice, now: datetime) -> Story:
    """Return which address is told nothing more, and why."""
    fact = EndpointEnd.objects.select_related("endpoint").get(pk=notice.fact)
    return Story(
        says={"url": fact.endpoint.url, "is_gone": fact.cause == EndpointEnd.Cause.GONE},
        actions=[Action(_("See what was sent"), link("endpoint", fact.endpoint_id))],
    )
