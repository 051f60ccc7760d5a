"""Keys of machines, their end, and what was answered to requests that must count once."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models import Storefront


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def standing(self) -> Self:
        """Return keys that were not revoked, of people who have not left."""
        return self.filter(revocation=None, person__is_active=True)


class ApiKey(models.Model):
    """
    A key at one storefront; of its secret only a digest is kept.

    It opens the data of the person who made it; one `for_storefront`, made by who runs it, opens
    what the storefront shows and nobody's own data.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="api_keys")
    person = models.ForeignKey(Person, models.PROTECT, related_name="api_keys")
    for_storefront = models.BooleanField(_("of the storefront itself"), default=False)
    name = models.CharField(_("what it is for"), max_length=60)
    public = models.CharField(max_length=16, unique=True, help_text="client_id of OAuth")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the secret, in hex")
    scopes = models.CharField(_("may"), max_length=240)
    last_used_on = models.DateField(_("last used"), null=True)
    at = models.DateTimeField()

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "api_key"
        constraints = [
            models.CheckConstraint(condition=~Q(scopes="") & ~Q(name=""), name="api_key_says_what"),
        ]

    def __str__(self) -> str:
        return f"key {self.public}"

    @property
    def scope_set(self) -> frozenset[str]:
        """Return its scopes."""
        return frozenset(self.scopes.split())


class KeyRevocation(models.Model):
    """A key ended: what was signed with it ends too."""

    api_key = models.OneToOneField(ApiKey, models.PROTECT, related_name="revocation")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "key_revocation"


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def due_to_forget(self, before: datetime) -> Self:
        """Return answers to requests of before a moment."""
        return self.filter(at__lt=before)


class KeptAnswer(models.Model):
    """
    A request that must count once, by its Idempotency-Key; with the answer once there is one.

    Scoped to the key (and so to its storefront and caller) and to the route.
    """

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="kept_answers")
    route = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=120)
    asked = models.CharField(max_length=64, help_text="SHA-256 of the body, in hex")
    status = models.PositiveSmallIntegerField(null=True)
    content = models.TextField(blank=True)
    kind = models.CharField(max_length=60, blank=True, help_text="content type")
    at = models.DateTimeField()

    objects: ClassVar[KeptAnswerQuerySet] = KeptAnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "kept_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "route", "idempotency_key"], name="kept_answer_once"
            )
        ]
        indexes = [models.Index(fields=["at"], name="kept_answer_by_time")]
