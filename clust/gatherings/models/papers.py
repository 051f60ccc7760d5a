"""People without internet: the form they signed, and that they took it back."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from clust.campaigns.models import Hold, Pledge, Withdrawal
from clust.gatherings.models.gatherings import Gathering
from clust.people.models import Person
from clust.returns.models import private_files


class PaperFormQuerySet(models.QuerySet["PaperForm"]):
    def entered(self) -> Self:
        """Return those that made a pledge."""
        return self.filter(hold__end__pledge__isnull=False)

    def waiting(self, now: datetime) -> Self:
        """Return those whose payment the organiser has still to confirm."""
        return self.filter(hold__end=None, hold__until__gt=now)


class PaperForm(models.Model):
    """
    An organiser entered a choice from a form that its buyer signed.

    The buyer is the hold's person: name and address are theirs and are erased with them. The
    pledge stands at the end of the hold, at once where it is paid by transfer.
    """

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="papers")
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="paper")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    scan = models.FileField(storage=private_files, upload_to="papers/", blank=True)
    at = models.DateTimeField()

    objects: ClassVar[PaperFormQuerySet] = PaperFormQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "paper_form"
        indexes = [models.Index(fields=["gathering", "at"], name="paper_form_by_gathering")]

    @property
    def pledge(self) -> Pledge | None:
        """Return the pledge that came of it, None where its payment was not confirmed."""
        end = getattr(self.hold, "end", None)
        return end.pledge if end else None


class PaperWithdrawal(models.Model):
    """A buyer without internet took a pledge back in writing, before the close."""

    paper = models.ForeignKey(PaperForm, models.PROTECT, related_name="withdrawals")
    withdrawal = models.OneToOneField(Withdrawal, models.PROTECT, related_name="paper")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "paper_withdrawal"
