"""Notices on the screens of those who asked for them there (web push)."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.notices.models.notices import Notice
from clust.people.models import Person


class PushSubscriptionQuerySet(models.QuerySet["PushSubscription"]):
    def standing(self) -> Self:
        """Return those that have no end."""
        return self.filter(open=True)


class PushSubscription(models.Model):
    """A browser of somebody's takes pushes at an address of its maker; `open`, kept, ends."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=600)
    p256dh = models.CharField(_("public key"), max_length=100)
    auth = models.CharField(_("secret"), max_length=40)
    open = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects: ClassVar[PushSubscriptionQuerySet] = PushSubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "push_subscription"
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(open=True), name="push_subscription_once"
            )
        ]


class PushSubscriptionEnd(models.Model):
    """A browser takes no more: switched off, gone at its maker, or taken over by somebody else."""

    class Cause(models.TextChoices):
        LEFT = "left", _("left")
        GONE = "gone", _("gone")
        TAKEN = "taken", _("another person's now")

    subscription = models.OneToOneField(PushSubscription, models.CASCADE, related_name="end")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "push_subscription_end"


class PushQuerySet(models.QuerySet["Push"]):
    def due_to_push(self, now: datetime) -> Self:
        """Return pushes that have no outcome, that nobody carries and that do not rest."""
        free = Q(carrying=None) | Q(carrying__until__lte=now)
        return self.filter(free, outcome=None, at__lte=now)


class Push(models.Model):
    """A notice is owed to one browser: once."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="pushes", db_index=False)
    subscription = models.ForeignKey(PushSubscription, models.CASCADE, related_name="pushes")
    at = models.DateTimeField()

    objects: ClassVar[PushQuerySet] = PushQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "push"
        constraints = [models.UniqueConstraint(fields=["notice", "subscription"], name="push_once")]
        indexes = [models.Index(fields=["at"], name="push_by_moment")]


class PushCarrying(models.Model):
    """A worker brings this push to its service until then, or it rests: `Carrying` of mails."""

    push = models.OneToOneField(Push, models.CASCADE, primary_key=True, related_name="carrying")
    until = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    error = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "push_carrying"


class PushOutcome(models.Model):
    """What became of a push: taken, the browser is gone, or its service would never take it."""

    SENT, GONE, REFUSED = "sent", "gone", "refused"

    push = models.OneToOneField(Push, models.CASCADE, primary_key=True, related_name="outcome")
    outcome = models.CharField(
        max_length=8, choices=[(SENT, _("sent")), (GONE, _("gone")), (REFUSED, _("refused"))]
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "push_outcome"
