"""Following a clust without pledging, or a storefront for what is new there."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.storefronts.models import Storefront


class FollowingQuerySet(models.QuerySet["Following"]):
    def standing(self) -> Self:
        """Return those that have no end."""
        return self.filter(open=True)


class Following(models.Model):
    """Somebody wants to hear of a clust, or of a storefront's new ones; `open`, kept, ends."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="followings", db_index=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, db_index=False)
    storefront = models.ForeignKey(Storefront, models.PROTECT, null=True, db_index=False)
    open = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects: ClassVar[FollowingQuerySet] = FollowingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "following"
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign=None, storefront__isnull=False)
                | Q(campaign__isnull=False, storefront=None),
                name="following_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["person", "campaign", "storefront"],
                condition=Q(open=True),
                name="following_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "person"], condition=Q(open=True), name="following_of_campaign"
            ),
            models.Index(
                fields=["storefront", "person"],
                condition=Q(open=True, storefront__isnull=False),
                name="following_of_storefront",
            ),
        ]


class FollowingEnd(models.Model):
    """A following ended: by its person, by the link in a mail, or with the person."""

    class Cause(models.TextChoices):
        LEFT = "left", _("left")
        ERASED = "erased", _("erased")

    following = models.OneToOneField(Following, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "following_end"
