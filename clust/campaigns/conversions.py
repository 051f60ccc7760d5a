"""What standing limits have come to before: of the people called, those who pledged."""

from django.db.models import Exists, OuterRef, QuerySet

from clust.campaigns.models import Call, Pledge
from clust.rules.willingness import CARD, LIMIT, Conversion


def measured_conversions() -> dict[str, Conversion]:
    """Return of how many people called with a limit how many pledged, with and without a card."""
    pledged = Pledge.objects.filter(campaign=OuterRef("campaign"), person=OuterRef("person"))
    called = Call.objects.filter(campaign__closing__isnull=False)
    bought = called.filter(Exists(pledged))
    return {
        CARD: _conversion(called, bought, without_card=False),
        LIMIT: _conversion(called, bought, without_card=True),
    }


def _conversion(
    called: QuerySet[Call], bought: QuerySet[Call], *, without_card: bool
) -> Conversion:
    asked, won = (
        rows.filter(backing__card__isnull=without_card).count() for rows in (called, bought)
    )
    return Conversion(asked, won)
