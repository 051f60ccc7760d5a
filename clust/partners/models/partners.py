"""Who brings buyers, and who may act for them."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person

INVITATION_LASTS = timedelta(days=14)


class Kind(models.TextChoices):
    """What a partner is."""

    PAGE = "page", _("personal page")
    COMMUNITY = "community", _("community")
    WORKS_COUNCIL = "council", _("works council")
    CREATOR = "creator", _("creator or designer")
    MANUFACTURER = "maker", _("manufacturer")
    PUBLIC_BODY = "public", _("town hall or public body")


class Partner(models.Model):
    """Somebody who brings buyers, and earns by it under an agreement."""

    Kind = Kind

    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    name = models.CharField(_("legal name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=5, default="fr")
    at = models.DateTimeField()

    class Meta:
        db_table = "partner"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="partner_kind_known"),
            models.CheckConstraint(
                condition=Q(language__in=["fr", "en"]), name="partner_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerPerson(models.Model):
    """
    A person who may act for a partner; `left_at` once they may not any more.

    The row stays: what they bought meanwhile earned the partner nothing.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="partner_people")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "partner_person"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_at=None), name="partner_person_once"
            )
        ]


class PartnerInvitationQuerySet(models.QuerySet["PartnerInvitation"]):
    def standing(self, now: datetime) -> Self:
        """Return those that may still be taken up."""
        return self.filter(at__gt=now - INVITATION_LASTS)


class PartnerInvitation(models.Model):
    """Whoever reads this e-mail address may act for a partner, for two weeks; gone once they do."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[PartnerInvitationQuerySet] = PartnerInvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "partner_invitation"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint("partner", Lower("email"), name="partner_invited_once")
        ]
