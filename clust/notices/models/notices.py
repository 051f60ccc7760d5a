"""What we told whom: once per fact and person, by mail."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import (
    Calling,
    Campaign,
    Clearing,
    Extension,
    Pledge,
    PriceStep,
    Release,
)
from clust.gatherings.models import GatheringEnd
from clust.orders.models import Order
from clust.people.models import Person
from clust.sourcing.models import Supplier
from clust.storefronts.models import Storefront
from clust.supply.models import Delay, Parcel, PurchaseOrder
from clust.wallet.models import Card

SOON = timedelta(hours=24)
LONG_ENOUGH = timedelta(days=3)
CARD_WARNING = timedelta(days=31)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due_to_send(self, now: datetime) -> Self:
        """Return notices that have not left yet and that nobody is carrying."""
        free = Q(carrying=None) | Q(carrying__until__lte=now)
        return self.filter(free, sending=None, at__lte=now)


class Notice(models.Model):
    """
    One thing told to one person (or supplier) because of one fact.

    Who reported something without an account is written to at the address in the report.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt of a pledge")
        WITHDRAWN = "withdrawn", _("receipt of a withdrawal")
        IN = "in", _("you are in")
        PLACE = "place", _("a place came free")
        WAITING = "waiting", _("you wait again")
        FELL = "fell", _("the price fell")
        SOON = "soon", _("closing soon")
        RENEWAL = "renewal", _("a later close needs your yes")
        RELEASED = "released", _("your pledge was released")
        CALLED_OFF = "called_off", _("your private clust is called off")
        RESULT = "result", _("the result")
        NOT_IN = "not_in", _("it closed without you")
        NOT_REACHED = "not_reached", _("critical mass not reached")
        PURCHASE = "purchase", _("purchase order")
        PARCEL = "parcel", _("a parcel left")
        READY = "ready", _("to be collected")
        LATE = "late", _("later than promised")
        SUBSTITUTE = "substitute", _("another variant instead?")
        CHARGED = "charged", _("payment received")
        REFUSED = "refused", _("card refused, please pay again")
        LAPSED = "lapsed", _("order lapsed")
        REFUND = "refund", _("refund on its way")
        TRANSFER = "transfer", _("how to pay by transfer")
        CARD_ENDS = "card_ends", _("a card expires too early")
        RETRACTED = "retracted", _("receipt of a withdrawal after the close")
        RETURN = "return", _("a return, with its label")
        RETURN_END = "return_end", _("what became of a return")
        CLAIM = "claim", _("answer to a claim")
        ANSWER = "answer", _("answer of after-sales")
        QUESTION = "question", _("a message to after-sales")
        RECALL = "recall", _("product recall")
        CALLED = "called", _("a clust you wished for is open")
        HIDDEN = "hidden", _("your wish is hidden")
        RULED = "ruled", _("answer to an appeal")
        MERGED = "merged", _("your wish goes on with others")
        BRIEFED = "briefed", _("your wish is being negotiated")
        REPORT_SEEN = "report_seen", _("answer to a report")
        REVIEWED = "reviewed", _("answer to a project")
        VOTED = "voted", _("the result of a vote")
        NEWS = "news", _("news of a project")
        ENQUIRY = "enquiry", _("an enquiry")
        ENQUIRY_SOON = "enquiry_soon", _("an enquiry ends soon")
        ENQUIRY_ANSWER = "enquiry_answer", _("an answer about an enquiry")
        ENQUIRY_MESSAGE = "enquiry_message", _("a message about an enquiry")
        COUNTER = "counter", _("a counter-offer")
        AWARDED = "awarded", _("your offer is accepted")
        NOT_AWARDED = "not_awarded", _("another offer is accepted")
        DROPPED = "dropped", _("a clust you follow costs less")
        LAST_DAY = "last_day", _("a clust you follow closes soon")
        OPENED = "opened", _("a new clust")
        TRIBE_WISH = "tribe_wish", _("your tribe wants something new")
        DIGEST = "digest", _("a digest")
        REPLY = "reply", _("a reply in a conversation")
        TALK_ANSWER = "talk_answer", _("an answer to a question")
        TALK_QUESTION = "talk_question", _("a question about a product")
        TALK_HIDDEN = "talk_hidden", _("something written is hidden")
        TALK_RULED = "talk_ruled", _("answer to an objection")
        TALK_REPORT_SEEN = "talk_report_seen", _("answer to a report in a conversation")
        SHOWN_OUT = "shown_out", _("shown out of a tribe")
        ENDPOINT_END = "endpoint_end", _("a webhook was switched off")
        STATED = "stated", _("what you earned, by month")
        PAID_OUT = "paid_out", _("a payment to you")
        CAME_BACK = "came_back", _("a payment to you came back")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    fact = models.BigIntegerField(help_text="number of the row that caused it")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, db_constraint=False)
    storefront = models.ForeignKey(
        Storefront,
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="who speaks, where it is about no clust",
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="notices",
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True)
    at = models.DateTimeField()

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "notice"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "fact", "person", "supplier"],
                name="notice_once_per_fact_and_reader",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(person=None, supplier__isnull=False)
                | Q(person__isnull=False, supplier=None)
                | Q(person=None, supplier=None, kind__in=["report_seen", "talk_report_seen"]),
                name="notice_to_one_reader",
            ),
            models.CheckConstraint(
                condition=Q(campaign=None, storefront__isnull=False)
                | Q(campaign__isnull=False, storefront=None),
                name="notice_of_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="notice_by_moment"),
            models.Index(fields=["person", "id"], name="notice_by_person"),
            models.Index(
                fields=["campaign", "person", "id"],
                condition=Q(kind__in=["in", "waiting", "place"]),
                name="notice_of_being_in",
            ),
        ]


class Carrying(models.Model):
    """
    A worker is bringing this notice to the post, so nobody else does until then.

    Gone once the notice is sent; where its worker was killed, it runs out. A mail that the post
    refused rests here until it is tried again; so does one that can wait while its reader sleeps.
    """

    notice = models.OneToOneField(Notice, models.CASCADE, primary_key=True)
    until = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    error = models.CharField(max_length=120, blank=True, help_text="class of the last error")

    class Meta:
        db_table = "carrying"


class Sending(models.Model):
    """
    What became of the mail: it left, stands in a digest, or may not or cannot leave at all.

    What is owed to somebody who signed on paper is passed on to who entered the form.
    """

    SENT, NO_ADDRESS, UNWANTED = "sent", "no_address", "unwanted"
    DIGEST, STOPPED, PASSED = "digest", "stopped", "passed"

    notice = models.OneToOneField(Notice, models.PROTECT)
    outcome = models.CharField(
        max_length=10,
        choices=[
            (SENT, _("sent")),
            (NO_ADDRESS, _("no address")),
            (UNWANTED, _("not wanted by mail")),
            (DIGEST, _("in a digest")),
            (STOPPED, _("the address takes no more")),
            (PASSED, _("told to who entered the form")),
        ],
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "sending"


class Telling(models.Model):
    """
    The holders were told of a price step.

    At `again_at` those are told how it stands whom another notice has just told otherwise.
    """

    price_step = models.OneToOneField(PriceStep, models.PROTECT)
    at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "telling"
        constraints = [
            models.CheckConstraint(
                condition=Q(again_at=None) | Q(again_at__gt=F("at")), name="telling_again_later"
            ),
        ]
        indexes = [
            models.Index(
                fields=["again_at"],
                condition=Q(again_at__isnull=False),
                name="telling_by_again",
            ),
        ]


class DelayTelling(models.Model):
    """The buyers were told of a delay."""

    delay = models.OneToOneField(Delay, models.PROTECT, related_name="telling")
    at = models.DateTimeField()

    class Meta:
        db_table = "delay_telling"


class Announcement(models.Model):
    """Everybody concerned was told of one fact; a campaign stands for its closing soon."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, null=True)
    extension = models.OneToOneField(Extension, models.PROTECT, null=True)
    release = models.OneToOneField(Release, models.PROTECT, null=True)
    clearing = models.OneToOneField(Clearing, models.PROTECT, null=True)
    purchase_order = models.OneToOneField(PurchaseOrder, models.PROTECT, null=True)
    calling = models.OneToOneField(Calling, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "announcement"
        constraints = [
            models.CheckConstraint(
                condition=models.lookups.Exact(
                    models.Func(
                        "campaign",
                        "extension",
                        "release",
                        "clearing",
                        "purchase_order",
                        "calling",
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="announcement_of_one_fact",
            )
        ]


def due_to_tell(now: datetime) -> models.QuerySet[PriceStep]:
    """Return price steps that nobody was told of yet."""
    return PriceStep.objects.filter(telling=None, at__lte=now)


def due_to_tell_held_back(now: datetime) -> models.QuerySet[Telling]:
    """Return tellings after which somebody is still to be told how it stands."""
    return Telling.objects.filter(again_at__lte=now, price_step__campaign__gate__open=True)


def due_to_tell_soon(now: datetime) -> models.QuerySet[Campaign]:
    """Return campaigns of three days or more that close within a day and have not said so."""
    return Campaign.objects.live(now).filter(
        announcement=None,
        closes_at__lte=now + SOON,
        closes_at__gte=F("opens_at") + LONG_ENOUGH,
    )


def due_to_tell_extension(now: datetime) -> models.QuerySet[Extension]:
    """Return later closes that nobody was asked about, while there is time to say yes."""
    return Extension.objects.filter(announcement=None, at__lte=now, was_closes_at__gt=now)


def due_to_tell_release(now: datetime) -> models.QuerySet[Release]:
    """Return releases that nobody was told of yet."""
    return Release.objects.filter(announcement=None, at__lte=now)


def due_to_tell_called_off(now: datetime) -> models.QuerySet[GatheringEnd]:
    """Return private clusts called off of which those who were in have not been told."""
    told = Notice.objects.filter(kind=Notice.Kind.CALLED_OFF, fact=OuterRef("pk"))
    return GatheringEnd.objects.filter(~Exists(told), pledges__gt=0, at__lte=now)


def due_to_tell_result(now: datetime) -> models.QuerySet[Clearing]:
    """Return clearings nobody was told of yet: those without a price, those with their orders."""
    ordered = Exists(Order.objects.filter(allotment__clearing=OuterRef("pk")))
    return Clearing.objects.filter(ordered | Q(gross_cents=None), announcement=None, at__lte=now)


def due_to_tell_purchase(now: datetime) -> models.QuerySet[PurchaseOrder]:
    """Return purchase orders that their supplier has not received yet."""
    return PurchaseOrder.objects.filter(announcement=None, at__lte=now)


def due_to_tell_calls(now: datetime) -> models.QuerySet[Calling]:
    """Return callings that nobody was told of yet."""
    return Calling.objects.filter(announcement=None, at__lte=now)


def due_to_tell_parcel(now: datetime) -> models.QuerySet[Parcel]:
    """Return parcels on their way by carrier that their buyer was not told of yet."""
    return _untold(Notice.Kind.PARCEL).filter(shipment=None, at__lte=now)


def due_to_tell_ready(now: datetime) -> models.QuerySet[Parcel]:
    """Return parcels that lie at their pickup point, which their buyer was not told of yet."""
    return _untold(Notice.Kind.READY).filter(shipment__arrival__at__lte=now)


def _untold(kind: str) -> models.QuerySet[Parcel]:
    told = Notice.objects.filter(kind=kind, fact=OuterRef("pk"), person=OuterRef("person"))
    return Parcel.objects.on_the_way().filter(~Exists(told))


def due_to_tell_delay(now: datetime) -> models.QuerySet[Delay]:
    """Return delays that nobody was told of yet."""
    return Delay.objects.filter(telling=None, at__lte=now)


def due_to_tell_card(now: datetime) -> models.QuerySet[Card]:
    """Return cards that expire before a clust closes that they are to pay for, within a month."""
    told = Notice.objects.filter(kind=Notice.Kind.CARD_ENDS, fact=OuterRef("pk"))
    paid_with = Pledge.objects.standing().filter(
        mandate__card=OuterRef("pk"),
        campaign__gate__open=True,
        campaign__closes_at__date__gt=OuterRef("expires_on"),
    )
    return Card.objects.filter(
        Exists(paid_with),
        ~Exists(told),
        removed_at=None,
        expires_on__lte=(now + CARD_WARNING).date(),
    )
