"""People without internet: the form they signed, that they took it back, what they answered."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from clust.campaigns.models import Hold, Pledge, Renewal, Withdrawal
from clust.gatherings.models.gatherings import Gathering
from clust.orders.models import Cancellation
from clust.people.models import Person
from clust.returns.models import private_files
from clust.supply.models import SubstitutionAnswer


class PaperFormQuerySet(models.QuerySet["PaperForm"]):
    def entered(self) -> Self:
        """Return those that made a pledge."""
        return self.filter(hold__end__pledge__isnull=False)

    def waiting(self, now: datetime) -> Self:
        """Return those whose payment the organiser has still to confirm."""
        return self.filter(hold__end=None, hold__until__gt=now)

    def pictured(self) -> Self:
        """Return those with a photo of what was signed."""
        return self.exclude(scan="")

    def without_account(self) -> Self:
        """Return those of people who cannot sign in, and have not been forgotten."""
        return self.filter(hold__person__emailaddress=None, hold__person__erasure=None)


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


class PaperAnswer(models.Model):
    """
    An organiser gave the answer of a buyer without internet, who had signed it or said so.

    Either that they want their money back, or whether another variant may come, or that they stay
    until a later close: exactly one of the three facts came of it.
    """

    paper = models.ForeignKey(PaperForm, models.PROTECT, related_name="answers")
    money_back = models.OneToOneField(
        Cancellation, models.PROTECT, null=True, related_name="paper_answer"
    )
    substitution = models.OneToOneField(
        SubstitutionAnswer, models.PROTECT, null=True, related_name="paper_answer"
    )
    renewal = models.OneToOneField(Renewal, models.PROTECT, null=True, related_name="paper_answer")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "paper_answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(money_back__isnull=False, substitution=None, renewal=None)
                | Q(money_back=None, substitution__isnull=False, renewal=None)
                | Q(money_back=None, substitution=None, renewal__isnull=False),
                name="paper_answer_is_one_fact",
            )
        ]
