"""Who earns by a community's shop, from when until when."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.partners.models.partners import Partner
from clust.people.models import Person
from clust.storefronts.models import Storefront


class TenureQuerySet(models.QuerySet["Tenure"]):
    def on(self, day: date) -> Self:
        """Return those that hold on a day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Tenure(models.Model):
    """
    A partner keeps a storefront: it earns what is ordered there, by its agreement of the day.

    A portal's keeper earns a share of what its communities sell besides. No two on one day;
    `until_on` is the last one, empty while none is agreed.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="tenures")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tenures")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[TenureQuerySet] = TenureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "tenure"
        ordering = ("-from_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="tenure_lasts"
            )
        ]
