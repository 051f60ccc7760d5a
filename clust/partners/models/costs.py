"""What the operator's own advertising costs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.partners.models.links import Advert
from clust.people.models import Person


class AdvertCost(models.Model):
    """An advertisement costs so much without tax for some days, spread evenly over them."""

    advert = models.ForeignKey(Advert, models.PROTECT, related_name="costs")
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    net_cents = models.PositiveIntegerField(_("without tax"))
    note = models.CharField(_("note"), max_length=120, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "advert_cost"
        ordering = ("-from_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="advert_cost_lasts"
            ),
            models.CheckConstraint(condition=Q(net_cents__gt=0), name="advert_cost_positive"),
        ]
