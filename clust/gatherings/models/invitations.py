"""Invitations by link and by mail, and who took them up."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from clust.gatherings.models.gatherings import Gathering
from clust.people.models import Person


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def good(self, now: datetime) -> Self:
        """Return links that were not replaced or revoked and have not run out."""
        return self.filter(open=True, expires_at__gt=now)


class Invitation(models.Model):
    """A link that lets people into a private clust; a new one replaces it."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    open = models.BooleanField(default=True)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["gathering"], condition=Q(open=True), name="invitation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("at")), name="invitation_runs_out_later"
            ),
        ]


class InvitationEnd(models.Model):
    """A link was revoked or replaced: who has it and has not come in by it, stays out."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="end")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "invitation_end"


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now: datetime) -> Self:
        """Return those that nobody took up yet and still may."""
        return self.filter(acceptance=None, expires_at__gt=now)

    def due_to_send(self, now: datetime) -> Self:
        """Return those that are still to be mailed."""
        return self.filter(sent_at=None, expires_at__gt=now).exclude(email="")

    def due_to_forget(self, now: datetime) -> Self:
        """Return those that have run out, with the address still kept."""
        return self.filter(expires_at__lte=now).exclude(email="")


class Letter(models.Model):
    """
    An invitation mailed to one address, for one person to take up once.

    `email` is emptied when it has run out; `seal` tells that an address was written to before.
    """

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    seal = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "letter"
        constraints = [
            models.UniqueConstraint(fields=["gathering", "seal"], name="letter_once_per_address"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("at")), name="letter_runs_out_later"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="letter_by_expiry")]


class LetterRefusal(models.Model):
    """Whoever reads an address wants no invitations by mail, from nobody."""

    seal = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "letter_refusal"


class Acceptance(models.Model):
    """
    Somebody took an invitation up, by link or by letter.

    Of whoever has not signed in yet, `person` is not known; it is written once they do.
    """

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="acceptances")
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, related_name="acceptances"
    )
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="acceptance")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="acceptances")
    shows_name = models.BooleanField(default=False, help_text="to the others who are invited")
    at = models.DateTimeField()

    class Meta:
        db_table = "acceptance"
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "person"],
                condition=Q(person__isnull=False),
                name="acceptance_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, letter=None)
                | Q(invitation=None, letter__isnull=False),
                name="acceptance_of_one_invitation",
            ),
        ]
