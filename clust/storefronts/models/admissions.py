"""Who is let in to a storefront that is not for everybody."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models.roll import RollEntry
from clust.storefronts.models.shops import Storefront


class AdmissionInvitation(models.Model):
    """Whoever holds this may come in, once, until a moment; a link carries its signed number."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="invitations")
    email = models.EmailField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "admission_invitation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("at")),
                name="admission_invitation_lasts",
            )
        ]

    def is_over(self, now: datetime) -> bool:
        """Say whether it is too late to take it up."""
        return now >= self.expires_at


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def standing(self) -> Self:
        """Return those of people who were not shown out and have not left."""
        return self.filter(open=True)

    def due_to_leave_roll(self, now: datetime) -> Self:
        """Return those of people let in by a number that is on the roll no more."""
        entries = RollEntry.objects.standing(timezone.localdate(now)).filter(
            storefront=models.OuterRef("storefront"), claim__person=models.OuterRef("person")
        )
        return self.standing().filter(~models.Exists(entries), how="roll")


class Admission(models.Model):
    """Somebody is let in to a storefront; `open`, kept, is false once there is an end."""

    class How(models.TextChoices):
        INVITED = "invited", _("by invitation")
        MAIL = "mail", _("by e-mail address")
        ROLL = "roll", _("by number")
        OIDC = "oidc", _("by the community’s own service")
        ITSELF = "itself", _("by buying here")

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="admissions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="admissions")
    how = models.CharField(max_length=8, choices=How.choices)
    invitation = models.OneToOneField(AdmissionInvitation, models.PROTECT, null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    open = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects: ClassVar[AdmissionQuerySet] = AdmissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "admission"
        constraints = [
            models.UniqueConstraint(
                fields=["storefront", "person"],
                condition=models.Q(open=True),
                name="admission_once",
            ),
            models.CheckConstraint(
                condition=models.Q(invitation=None) | models.Q(how="invited"),
                name="admission_by_its_invitation",
            ),
        ]


class AdmissionEnd(models.Model):
    """Somebody belongs to a storefront no more: they left, were shown out, or were forgotten."""

    class Cause(models.TextChoices):
        LEFT = "left", _("left")
        SHOWN_OUT = "out", _("shown out")
        ERASED = "erased", _("erased")

    admission = models.OneToOneField(Admission, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=6, choices=Cause.choices)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "admission_end"


class PointOfSale(models.Model):
    """
    An order is placed at a community's storefront; written before it, by its key.

    The pledge placed under the same key is what was ordered: none, where it was refused.
    """

    key = models.UUIDField(unique=True, help_text="the pledge's")
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "point_of_sale"
