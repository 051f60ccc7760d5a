"""Addresses that want to be told, what happened, and each try to tell it."""

import base64
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models import Admission, Door, Officer, Storefront

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

SALT = "clust.hooks.secret"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def standing(self) -> Self:
        """Return addresses that nobody removed and that did not fail."""
        return self.filter(open=True)

    def told(self) -> Self:
        """Return standing addresses of those whom their storefront lets in; for it, who run it."""
        here = {"storefront": OuterRef("storefront"), "person": OuterRef("person")}
        runs = Exists(Officer.objects.standing().filter(**here))
        belongs = Q(storefront__admission=Door.OPEN)
        belongs |= Q(Exists(Admission.objects.standing().filter(**here)))
        may = Q(person__is_staff=True) | runs | Q(for_storefront=False) & belongs
        return self.standing().filter(may)


class Endpoint(models.Model):
    """
    An address that is told of some kinds of events of a storefront.

    Of one that is `for_storefront` nobody's own events are told; `open`, kept, is false once there
    is an end.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="endpoints")
    person = models.ForeignKey(Person, models.PROTECT, related_name="endpoints")
    for_storefront = models.BooleanField(default=False)
    url = models.CharField(_("address"), max_length=500)
    kinds = models.CharField(_("told of"), max_length=400)
    open = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects: ClassVar[EndpointQuerySet] = EndpointQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        secrets: RelatedManager["EndpointSecret"]

    class Meta:
        db_table = "endpoint"
        constraints = [
            models.CheckConstraint(condition=~Q(kinds="") & ~Q(url=""), name="endpoint_says_what")
        ]

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


class EndpointEnd(models.Model):
    """An address is told nothing any more: removed, or it failed for three days."""

    class Cause(models.TextChoices):
        REMOVED = "removed", _("removed")
        FAILING = "failing", _("failed for three days")
        GONE = "gone", _("said that it is gone")

    endpoint = models.OneToOneField(Endpoint, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "endpoint_end"


class EndpointSecret(models.Model):
    """
    A secret that events are signed with; itself it is kept nowhere, but made of our own key.

    `ends_at` is when a replaced one is used no longer: until then there are two signatures.
    """

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="secrets")
    nonce = models.UUIDField(unique=True)
    ends_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "endpoint_secret"

    @property
    def words(self) -> str:
        """Return the secret as Standard Webhooks writes it."""
        made = salted_hmac(SALT, self.nonce.hex, algorithm="sha256").digest()
        return "whsec_" + base64.b64encode(made).decode()


class Event(models.Model):
    """Something happened that at least one address asked to be told; once per fact."""

    kind = models.CharField(max_length=24)
    subject = models.BigIntegerField(help_text="number of the fact")
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "event"
        constraints = [
            models.UniqueConstraint(fields=["storefront", "kind", "subject"], name="event_once")
        ]


class EventMessageQuerySet(models.QuerySet["EventMessage"]):
    def due_to_send(self, now: datetime) -> Self:
        """Return messages whose time to be sent, or sent again, has come."""
        return self.filter(next_at__lte=now, endpoint__in=Endpoint.objects.told())


class EventMessage(models.Model):
    """An event for one address; `next_at` is when it is tried next, none once it has arrived."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="messages")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="messages")
    next_at = models.DateTimeField(null=True)
    tried = models.PositiveSmallIntegerField(default=0, help_text="times, since it was asked for")
    at = models.DateTimeField()

    objects: ClassVar[EventMessageQuerySet] = EventMessageQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        tries: RelatedManager["EventTry"]

    class Meta:
        db_table = "event_message"
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="event_message_once")
        ]
        indexes = [
            models.Index(
                F("endpoint"), F("id"), condition=Q(next_at__isnull=False), name="event_message_due"
            )
        ]

    @property
    def ref(self) -> str:
        """Return what the receiver knows it by: the same at every try."""
        return f"msg_{self.pk}"


class EventTry(models.Model):
    """One try to tell: the status that was answered, or why there was none."""

    message = models.ForeignKey(EventMessage, models.PROTECT, related_name="tries")
    status = models.PositiveSmallIntegerField(null=True)
    refusal = models.CharField(max_length=40, blank=True)
    took_ms = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "event_try"

    @property
    def arrived(self) -> bool:
        """Say whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300
