"""What people want to be told, how and how often; and the digests that come of it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.notices.models.notices import Notice
from clust.people.models import Person
from clust.storefronts.models import Storefront


class Topic(models.TextChoices):
    """What notices are about, as people choose among them."""

    SERVICE = "service", _("Orders and payments")
    PLEDGES = "pledges", _("My pledges")
    FOLLOWED = "followed", _("Clusts I follow")
    WISHES = "wishes", _("My wishes")
    TRIBES = "tribes", _("What my tribes want")
    NEWS = "news", _("News of projects")
    CLUSTS = "clusts", _("New clusts")
    TALK = "talk", _("Answers to what I say")


class Rhythm(models.TextChoices):
    """How often mails about a topic leave."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class Preference(models.Model):
    """How somebody wants to be told of a topic; a choice takes the place of the one before."""

    class Source(models.TextChoices):
        PAGE = "page", _("on the page")
        ONE_CLICK = "one_click", _("by the link in a mail")

    person = models.ForeignKey(Person, models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    mail = models.CharField(max_length=8, choices=Rhythm.choices)
    push = models.BooleanField()
    site = models.BooleanField()
    source = models.CharField(max_length=10, choices=Source.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "preference"
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="preference_once"),
            models.CheckConstraint(
                condition=~Q(topic="service") | Q(mail="at_once"),
                name="preference_service_always_by_mail",
            ),
        ]


class QuietHours(models.Model):
    """Between which hours of their day somebody is left alone; it may go over midnight."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="quiet")
    from_hour = models.PositiveSmallIntegerField()
    to_hour = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "quiet_hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_hour__lt=24, to_hour__lt=24) & ~Q(from_hour=F("to_hour")),
                name="quiet_hours_of_a_day",
            )
        ]


class Digest(models.Model):
    """Several notices in one mail, which is itself a notice of the moment it is to leave."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+")
    leaves_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "digest"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "storefront", "leaves_at"], name="digest_once"
            ),
        ]


class DigestLine(models.Model):
    """A notice stands in a digest: in one only, and no mail of its own leaves."""

    notice = models.OneToOneField(Notice, models.CASCADE, primary_key=True)
    digest = models.ForeignKey(Digest, models.CASCADE, related_name="lines")

    class Meta:
        db_table = "digest_line"


class Reading(models.Model):
    """Somebody marked a notice as read."""

    notice = models.OneToOneField(Notice, models.CASCADE, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "reading"


class ReadUpTo(models.Model):
    """Up to which notice somebody marked everything as read, kept so that counting is short."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="read_up")
    notice = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "read_up_to"


class BounceQuerySet(models.QuerySet["Bounce"]):
    def stopping(self) -> Self:
        """Return those because of which an address gets no more than it must."""
        return self.filter(lifted_at=None, kind__in=Bounce.STOPPING)


class Bounce(models.Model):
    """A mail came back, or its reader complained of it, as the mail provider says."""

    class Kind(models.TextChoices):
        HARD = "hard", _("does not exist")
        SOFT = "soft", _("did not take it this time")
        COMPLAINT = "complaint", _("called it spam")

    STOPPING = (Kind.HARD, Kind.COMPLAINT)

    ref = models.CharField(max_length=120, unique=True)
    address = models.EmailField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[BounceQuerySet] = BounceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "bounce"
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by=None) | Q(lifted_at__isnull=False),
                name="bounce_lifted_by_whom_and_when",
            )
        ]
        indexes = [models.Index(fields=["address"], name="bounce_by_address")]
