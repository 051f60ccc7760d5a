"""Who may read and answer for a supplier, in which role, and who is invited to."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.sourcing.models.products import Supplier


class Role(models.TextChoices):
    """What a contact does: an owner everything, sales the quotes, logistics the parcels."""

    OWNER = "owner", _("owner")
    SALES = "sales", _("sales")
    LOGISTICS = "logistics", _("logistics")


class SupplierContact(models.Model):
    """A person who may read and answer for a supplier."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contacts")
    person = models.OneToOneField(Person, models.PROTECT, related_name="supplier_contact")
    role = models.CharField(_("role"), max_length=9, choices=Role.choices, default=Role.OWNER)

    class Meta:
        db_table = "supplier_contact"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="contact_role_known")
        ]

    @property
    def may_quote(self) -> bool:
        """Say whether they may offer and negotiate."""
        return self.role in (Role.OWNER, Role.SALES)

    @property
    def may_ship(self) -> bool:
        """Say whether they may answer purchase orders and send parcels."""
        return self.role in (Role.OWNER, Role.LOGISTICS)

    @property
    def may_invite(self) -> bool:
        """Say whether they may invite colleagues and remove them."""
        return self.role == Role.OWNER


class ContactInvitation(models.Model):
    """Whoever reads this e-mail address may answer for a supplier; gone once they do."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contact_invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=9, choices=Role.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "contact_invitation"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint("supplier", Lower("email"), name="contact_invited_once"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="contact_invitation_role_known"
            ),
        ]
