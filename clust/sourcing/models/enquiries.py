"""Enquiries: a brief is put to chosen suppliers, who ask, answer or decline by a day."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.sourcing.models.products import Supplier
from clust.wishes.models import Brief


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def open_at(self, now: datetime) -> Self:
        """Return enquiries that may still be answered."""
        return self.filter(answer_by__gt=now).exclude(quotes__award__isnull=False)


class Enquiry(models.Model):
    """What chosen suppliers are asked to offer, and until when."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="enquiries")
    title = models.CharField(_("title"), max_length=120)
    words = models.TextField(_("what we ask"), blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    likely_units = models.PositiveIntegerField(_("units we count on"))
    answer_by = models.DateTimeField(_("answer by"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[EnquiryQuerySet] = EnquiryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "enquiry"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_by__gt=models.F("at")), name="enquiry_has_time"
            ),
            models.CheckConstraint(condition=Q(likely_units__gt=0), name="enquiry_units_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def silent(self) -> Self:
        """Return suppliers who have neither offered nor declined."""
        offered = Q(enquiry__quotes__product__supplier=models.F("supplier"))
        return self.filter(decline=None).exclude(offered)


class Invitee(models.Model):
    """A supplier was asked."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="invitees")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="invitations")
    at = models.DateTimeField()

    objects: ClassVar[InviteeQuerySet] = InviteeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "invitee"
        constraints = [models.UniqueConstraint(fields=["enquiry", "supplier"], name="invitee_once")]


class Decline(models.Model):
    """A supplier does not offer, and may say why."""

    invitee = models.OneToOneField(Invitee, models.PROTECT, related_name="decline")
    words = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "decline"


class EnquiryQuestion(models.Model):
    """A supplier asks; question and answer are shown to all who were asked, without its name."""

    invitee = models.ForeignKey(Invitee, models.PROTECT, related_name="questions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("question"))
    at = models.DateTimeField()

    class Meta:
        db_table = "enquiry_question"
        ordering = ("at", "id")


class EnquiryAnswer(models.Model):
    """The desk answers, to all."""

    question = models.OneToOneField(EnquiryQuestion, models.PROTECT, related_name="answer")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("answer"))
    at = models.DateTimeField()

    class Meta:
        db_table = "enquiry_answer"


class EnquiryMessage(models.Model):
    """A word between the desk and one supplier about an enquiry."""

    invitee = models.ForeignKey(Invitee, models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_desk = models.BooleanField()
    words = models.TextField(_("message"))
    at = models.DateTimeField()

    class Meta:
        db_table = "enquiry_message"
        ordering = ("at", "id")
