"""Moderation of comments, tribes and members: as with wishes, on what people wrote here."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from clust.people.models import Profile
from clust.storefronts.models import Storefront, Tribe
from clust.talk.models.comments import Comment
from clust.wishes.models.moderation import (
    Concealing,
    Deciding,
    HidingQuerySet,
    Objecting,
    Reporting,
    ReportQuerySet,
)

WRITTEN = ("comment", "tribe", "profile")


def _of_one(name: str) -> models.CheckConstraint:
    one = Q()
    for kind in WRITTEN:
        others = {f"{other}__isnull": other != kind for other in WRITTEN}
        one |= Q(**others)
    return models.CheckConstraint(condition=one, name=name)


class Written(models.Model):
    """One thing that somebody wrote: a comment, a tribe, or a member's page."""

    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="%(class)ss")
    tribe = models.ForeignKey(Tribe, models.PROTECT, null=True, related_name="%(class)ss")
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def about(self) -> str:
        """Return what kind of thing it is: a name of `WRITTEN`."""
        return next(kind for kind in WRITTEN if getattr(self, f"{kind}_id") is not None)

    @property
    def written(self) -> Comment | Tribe | Profile:
        """Return the thing itself."""
        found: Comment | Tribe | Profile = getattr(self, self.about)
        return found


class TalkReport(Written, Reporting):
    """Somebody says that a comment, a tribe or a member's page should not stay."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+")

    objects: ClassVar[ReportQuerySet["TalkReport"]] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "talk_report"
        constraints = [_of_one("talk_report_of_one_thing")]


class TalkHiding(Written, Concealing):
    """The desk hid a comment, a tribe or a member's page, and told its author why."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+")

    objects: ClassVar[HidingQuerySet["TalkHiding"]] = HidingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "talk_hiding"
        constraints = [_of_one("talk_hiding_of_one_thing")]


class TalkAppeal(Objecting):
    """The author does not agree that it was hidden."""

    hiding = models.OneToOneField(TalkHiding, models.PROTECT, related_name="appeal")

    class Meta:
        db_table = "talk_appeal"


class TalkRuling(Deciding):
    """The desk looked again: it stays hidden, or is shown again."""

    appeal = models.OneToOneField(TalkAppeal, models.PROTECT, related_name="ruling")

    class Meta:
        db_table = "talk_ruling"


def hidden(kind: str, outer: str = "pk") -> Exists:
    """Return the condition that a thing is hidden: a name of `WRITTEN`, and its key in the rows."""
    return Exists(TalkHiding.objects.in_force().filter(**{kind: OuterRef(outer)}))
