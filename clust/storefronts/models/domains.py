"""Host names that a community wants to use, and the proof that they are its own."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Max, Q

from clust.people.models import Person
from clust.storefronts.models.shops import Domain, Storefront

LOOKED_FOR = timedelta(days=14)
PAUSE = timedelta(minutes=5)


class DomainClaimQuerySet(models.QuerySet["DomainClaim"]):
    def open(self) -> Self:
        """Return those not proved and not taken back."""
        return self.filter(domain=None, ended_at=None)

    def due_to_prove(self, now: datetime) -> Self:
        """Return those whose record is to be looked up again, the longest unseen first."""
        rows = self.open().filter(at__gt=now - LOOKED_FOR).annotate(last=Max("checks__at"))
        waiting = rows.filter(Q(last=None) | Q(last__lte=now - PAUSE))
        return waiting.order_by(F("last").asc(nulls_first=True), "id")


class DomainClaim(models.Model):
    """A community says that a host name is its own; a TXT record with the token proves it."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="claims")
    host = models.CharField(max_length=253)
    token = models.CharField(max_length=40)
    domain = models.OneToOneField(Domain, models.SET_NULL, null=True, related_name="claim")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[DomainClaimQuerySet] = DomainClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "domain_claim"
        constraints = [
            models.UniqueConstraint(
                fields=["storefront", "host"], condition=Q(ended_at=None), name="domain_claim_once"
            )
        ]

    @property
    def record_name(self) -> str:
        """Return the name of the TXT record that proves it."""
        return f"_clust.{self.host}"

    @property
    def record_value(self) -> str:
        """Return what that record must say."""
        return f"clust-storefront={self.token}"


class DomainCheck(models.Model):
    """The record of a claim was looked up: it was there, or what was found instead."""

    claim = models.ForeignKey(DomainClaim, models.PROTECT, related_name="checks")
    found = models.BooleanField()
    said = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "domain_check"
        ordering = ("-at", "-id")
