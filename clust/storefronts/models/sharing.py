"""What a person shares with the people of a storefront."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models.shops import Storefront


class Sharing(models.Model):
    """
    A person shares something of theirs with the people of a storefront; without a row, nothing.

    `PAGE` is their name, picture and words; the others say what is shown and counted beside it.
    """

    class What(models.TextChoices):
        PAGE = "page", _("my page")
        TRIBES = "tribes", _("my tribes")
        WISHES = "wishes", _("what I want")
        CLUSTS = "clusts", _("which clusts I joined")
        SAVINGS = "savings", _("how much I saved")

    storefront = models.ForeignKey(Storefront, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sharings")
    what = models.CharField(max_length=8, choices=What.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "sharing"
        constraints = [
            models.UniqueConstraint(fields=["person", "storefront", "what"], name="sharing_once")
        ]
