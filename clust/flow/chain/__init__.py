"""The chain on one screen: which steps there are, in the order they are taken."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from clust.flow.chain.delivering import DELIVERING
from clust.flow.chain.earning import EARNING
from clust.flow.chain.selling import SELLING
from clust.flow.chain.settling import SETTLING
from clust.flow.chain.telling import TELLING
from clust.flow.step import Step
from clust.gatherings.actions.leaving import forget_photos
from clust.invoicing.actions.companies import forget_bills
from clust.people.actions import purge_erased
from clust.people.models import Erasure


def forget(erasure: Erasure, *, now: datetime) -> Erasure:
    """Let go of the names on invoices too, once the law lets us."""
    forget_bills(person=erasure.person, now=now)
    forget_photos(erasure.person)
    return purge_erased(erasure, now=now)


FORGETTING = (Step("forget people", _("forget people"), Erasure.objects.due_to_purge, forget),)
CHAIN: tuple[Step, ...] = (
    *SELLING,
    *SETTLING,
    *DELIVERING,
    *EARNING,
    *TELLING,
    *FORGETTING,
)
STEPS = {step.name: step for step in CHAIN}
