"""The demo's club: it earns by its shop, and pays a small fee for each month of it."""

from datetime import datetime

from django.db import transaction

from clust.commissions.actions.charging import charge_months
from clust.partners.actions.keeping import give_tenure
from clust.partners.actions.partnering import add_partner, agree
from clust.partners.models import Tenure
from clust.people.models import Person
from clust.rules.commission import Terms
from clust.storefronts.models import Storefront
from demo.communities import CLUB

TERMS = Terms(goods_bp=0, order_cents=50, margin_bp=2_000)
FEE_CENTS = -900


@transaction.atomic
def let_the_club_earn(desk: Person, *, email: str, now: datetime) -> Tenure | None:
    """Agree with the club on a share of the margin and a monthly fee, unless it was before."""
    club = Storefront.objects.get(slug=CLUB)
    if club.tenures.exists():
        return None
    first = now.date().replace(day=1)
    partner = add_partner(kind="community", name=club.name, email=email, now=now)
    told = {"partner": partner, "from_on": first, "person": desk, "now": now}
    agree(terms=TERMS, window_days=30, month_cents=FEE_CENTS, **told)
    tenure = give_tenure(storefront=club, **told)
    charge_months(tenure, now=now)
    return tenure
