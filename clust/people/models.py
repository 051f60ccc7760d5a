"""Who takes part: a number that facts point at; identity lies beside it and can be erased."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clust.rules.vat import is_taxed_here


class PersonManager(BaseUserManager["Person"]):
    """Find people, and let Django's own commands make a superuser."""

    def with_address(self, email: str) -> "models.QuerySet[Person]":
        """Return who holds this e-mail address, confirmed or not."""
        return self.filter(emailaddress__email__iexact=email)

    def by_confirmed_address(self, email: str) -> "Person | None":
        """Return who holds this confirmed e-mail address, or None."""
        return self.filter(
            emailaddress__email__iexact=email, emailaddress__verified=True, erasure=None
        ).first()


class Person(AbstractBaseUser):
    """A number that facts point at, with a credential and preferences; no name, no address."""

    language = models.CharField(_("language"), max_length=5, default="fr")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    joined_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("works at the desk"), default=False)
    is_superuser = models.BooleanField(default=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "person"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(language__in=["fr", "en"]), name="person_language_known"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Only superusers work in Django's own admin."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """Only superusers work in Django's own admin."""
        return self.is_active and self.is_superuser


class Identity(models.Model):
    """What a person is called; erased without touching a fact."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        db_table = "identity"

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """
    How a person shows themselves to others: a chosen name, a picture, a few words.

    Beside `Identity`, which contracts need and nobody sees. Emptied, not deleted, when it is
    erased: what the desk decided about it stands.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="profile")
    name = models.CharField(_("chosen name"), max_length=40, blank=True)
    words = models.TextField(_("about me"), blank=True)
    file = models.FileField(_("picture"), upload_to="members/", blank=True, db_index=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "profile"
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=~models.Q(name=""), name="profile_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AddressQuerySet(models.QuerySet["Address"]):
    def on_offer(self) -> "AddressQuerySet":
        """Return addresses that their person has not removed."""
        return self.filter(removed_at=None)


class Address(models.Model):
    """A place that parcels for a person go to; a correction is a new row."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=160)
    extra = models.CharField(_("flat, floor, building"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="FR")
    phone = models.CharField(_("phone for the carrier"), max_length=24, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[AddressQuerySet] = AddressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "address"
        ordering = ("-added_at", "-id")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.street, f"{self.postcode} {self.city}")))

    @property
    def is_sold_to(self) -> bool:
        """Say whether it lies where the Union's VAT holds: goods go nowhere else."""
        return is_taxed_here(self.country, self.postcode)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def due_to_purge(self, now: datetime) -> "ErasureQuerySet":
        """Return erasures whose legal retention has run out, with identity still kept."""
        return self.filter(keep_until__lte=now.date(), purged_at=None)


class Erasure(models.Model):
    """A person asked to be forgotten; what the law makes us keep is kept apart until a day."""

    person = models.OneToOneField(Person, models.PROTECT)
    at = models.DateTimeField()
    keep_until = models.DateField(help_text="last day of legal retention; the day itself if none")
    purged_at = models.DateTimeField(null=True)

    objects: ClassVar[ErasureQuerySet] = ErasureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "erasure"
