"""Who runs a community's shop, and in which role."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models.shops import Storefront

INVITATION_LASTS = timedelta(days=14)


class Role(models.TextChoices):
    """What an officer may do in the office of a storefront."""

    OWNER = "owner", _("in charge of everything")
    TREASURER = "treasurer", _("subsidies and statements")
    HOST = "host", _("members, catalogue and conversations")


class OfficerQuerySet(models.QuerySet["Officer"]):
    def standing(self) -> Self:
        """Return those who run a shop still."""
        return self.filter(open=True)


class Officer(models.Model):
    """Somebody runs a community's shop; `open`, kept, is false once there is an end."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="officers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    role = models.CharField(max_length=9, choices=Role.choices)
    open = models.BooleanField(default=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[OfficerQuerySet] = OfficerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "officer"
        constraints = [
            models.UniqueConstraint(
                fields=["storefront", "person"],
                condition=models.Q(open=True),
                name="officer_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="officer_role_known"
            ),
        ]

    @property
    def may_set_up(self) -> bool:
        """Say whether they may change the shop itself: domains, admission, officers."""
        return self.role == Role.OWNER

    @property
    def may_spend(self) -> bool:
        """Say whether they may decide on the community's money."""
        return self.role in (Role.OWNER, Role.TREASURER)

    @property
    def may_host(self) -> bool:
        """Say whether they may let people in, choose what is shown, and moderate."""
        return self.role in (Role.OWNER, Role.HOST)


class OfficerInvitationQuerySet(models.QuerySet["OfficerInvitation"]):
    def standing(self, now: datetime) -> Self:
        """Return those that may still be taken up."""
        return self.filter(at__gt=now - INVITATION_LASTS)


class OfficerInvitation(models.Model):
    """Whoever reads this e-mail address may run the shop, for two weeks; gone once they do."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="officer_invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(max_length=9, choices=Role.choices)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[OfficerInvitationQuerySet] = OfficerInvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "officer_invitation"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint("storefront", Lower("email"), name="officer_invited_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="officer_invitation_role_known"
            ),
        ]


class OfficerEnd(models.Model):
    """Somebody runs a shop no more, or in another role."""

    officer = models.OneToOneField(Officer, models.PROTECT, related_name="end")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "officer_end"
