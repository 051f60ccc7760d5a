"""What happens after the sale: minds changed, goods sent back, defects, talk, recalls."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Cancellation, Order
from clust.people.models import Person
from clust.rules.returns import MONEY_BACK_DAYS
from clust.sourcing.models import Product
from clust.supply.models import PurchaseOrder

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class PrivateFiles(FileSystemStorage):
    """Where pictures lie that only their buyer and the desk may see: beside the public ones."""

    @property
    def base_location(self) -> Path:
        """Return the folder, as it is set now."""
        return Path(settings.DATA) / "private"

    @property
    def location(self) -> str:
        """Return the folder's whole path."""
        return str(self.base_location.absolute())


def private_files() -> PrivateFiles:
    """Return the store of private pictures."""
    return PrivateFiles()


class ThreadQuerySet(models.QuerySet["Thread"]):
    def standing(self) -> Self:
        """Add `last_at`, `is_waiting` (for the desk), `due_at`, `is_settled` and `assignee_id`."""
        last = Message.objects.filter(thread=OuterRef("pk")).order_by("-pk")
        settled = Settlement.objects.filter(thread=OuterRef("pk")).order_by("-pk")
        given = Assignment.objects.filter(thread=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            last_at=Subquery(last.values("at")[:1]),
            due_at=Subquery(last.values("answer_due_at")[:1]),
            settled_at=Subquery(settled.values("at")[:1]),
            assignee_id=Subquery(given.values("person")[:1]),
        ).annotate(
            is_settled=Q(settled_at__isnull=False, settled_at__gte=F("last_at")),
            is_waiting=Q(due_at__isnull=False)
            & (Q(settled_at=None) | Q(settled_at__lt=F("last_at"))),
        )

    def late(self, now: datetime) -> Self:
        """Return threads whose answer was due before now."""
        return self.standing().filter(is_waiting=True, due_at__lt=now)


class Thread(models.Model):
    """A conversation between a buyer and after-sales about one order."""

    class Subject(models.TextChoices):
        QUESTION = "question", _("a question")
        DELIVERY = "delivery", _("the delivery")
        INVOICE = "invoice", _("invoice and payment")
        RETURN = "return", _("a return")
        CLAIM = "claim", _("a defect")

    order = models.ForeignKey(Order, models.PROTECT, related_name="threads")
    subject = models.CharField(_("about"), max_length=8, choices=Subject.choices)
    at = models.DateTimeField()

    objects: ClassVar[ThreadQuerySet] = ThreadQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        messages: RelatedManager["Message"]

    class Meta:
        db_table = "thread"
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=["question", "delivery", "invoice", "return", "claim"]),
                name="thread_subject_known",
            )
        ]


class Message(models.Model):
    """Words of the buyer or of the desk; erased with the buyer."""

    BUYER, DESK = "buyer", "desk"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    author = models.CharField(max_length=5, choices=[(BUYER, _("buyer")), (DESK, _("after-sales"))])
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("message"))
    key = models.UUIDField(unique=True)
    answer_due_at = models.DateTimeField(null=True, help_text="none where no answer is owed")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        photos: RelatedManager["Photo"]

    class Meta:
        db_table = "message"
        ordering = ("id",)
        indexes = [models.Index(fields=["person", "at"], name="message_by_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(author__in=["buyer", "desk"]), name="message_author_known"
            ),
        ]


class Photo(models.Model):
    """A picture on a message, written anew by us; seen by its buyer and the desk only."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="photos")
    file = models.FileField(storage=private_files, upload_to="after-sales/")
    at = models.DateTimeField()

    class Meta:
        db_table = "photo"
        ordering = ("id",)


class Assignment(models.Model):
    """Who at the desk answers a conversation; the last one holds."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "assignment"


class Settlement(models.Model):
    """A conversation came to its end; a later message opens it again."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="settlements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement"


class Reply(models.Model):
    """A ready answer, in both languages, to begin with."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    words_fr = models.TextField(_("in French"))
    words_en = models.TextField(_("in English"))
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reply"
        ordering = ("title",)


class Retraction(models.Model):
    """A buyer withdrew from the contract after the close, wholly or in part."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="retractions")
    units = models.PositiveIntegerField()
    key = models.UUIDField(unique=True, help_text="the form it was sent with")
    at = models.DateTimeField()

    class Meta:
        db_table = "retraction"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="retraction_positive")]

    @property
    def number(self) -> str:
        """Return the number that its buyer quotes to us."""
        return f"RE-{self.pk:06d}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> Self:
        """Return claims that nobody has answered yet."""
        return self.filter(answer=None)


class Claim(models.Model):
    """Something is not as it was sold: the two-year legal guarantee of conformity."""

    class Wish(models.TextChoices):
        REPAIR = "repair", _("repair")
        REPLACEMENT = "replacement", _("replacement")
        REFUND = "refund", _("money back")
        REDUCTION = "reduction", _("keep it for less")

    order = models.ForeignKey(Order, models.PROTECT, related_name="claims")
    thread = models.OneToOneField(Thread, models.PROTECT)
    units = models.PositiveIntegerField()
    wish = models.CharField(max_length=11, choices=Wish.choices)
    due_at = models.DateTimeField(help_text="the remedy is owed by then")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        answer: "ClaimAnswer"

    class Meta:
        db_table = "claim"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="claim_positive"),
            models.CheckConstraint(
                condition=Q(wish__in=["repair", "replacement", "refund", "reduction"]),
                name="claim_wish_known",
            ),
        ]

    @property
    def number(self) -> str:
        """Return the number that its buyer quotes to us."""
        return f"GA-{self.pk:06d}"


class ClaimAnswer(models.Model):
    """How a claim was settled, and why."""

    class Remedy(models.TextChoices):
        REPAIRED = "repaired", _("repaired")
        REPLACED = "replaced", _("replaced")
        REFUNDED = "refunded", _("money back against the goods")
        REDUCED = "reduced", _("price reduced")
        REFUSED = "refused", _("refused")

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="answer")
    remedy = models.CharField(max_length=8, choices=Remedy.choices)
    gross_cents = models.PositiveBigIntegerField(default=0, help_text="by how much it is reduced")
    reason = models.CharField(_("why, for the buyer"), max_length=500)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "claim_answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(remedy="reduced", gross_cents__gt=0)
                | (~Q(remedy="reduced") & Q(gross_cents=0)),
                name="claim_answer_reduces_by_something",
            )
        ]


class ReturnQuerySet(models.QuerySet["Return"]):
    def open(self) -> Self:
        """Return those still under way: no money back, no exchange, not refused, not given up."""
        return self.filter(restitution=None, exchange=None, refusal=None, end=None)

    def due_to_give_back(self, now: datetime) -> Self:
        """
        Return those whose money is due: checked, or withdrawn from long enough ago.

        After a withdrawal the money does not wait longer than 14 days for our check, once the
        goods arrived or were shown to be sent.
        """
        latest = now - timedelta(days=MONEY_BACK_DAYS)
        unseen = Q(checked=None, retraction__isnull=False, retraction__at__lte=latest)
        shown = Q(dispatch__at__lte=now) | Q(arrival__at__lte=now)
        money = self.open().filter(at__lte=now, wish=Return.REFUND)
        return money.filter(Q(checked__units__gt=0) | (unseen & shown)).distinct()


class Return(models.Model):
    """Goods come back: so many units of an order, why, and what the buyer wishes."""

    REFUND, EXCHANGE = "refund", "exchange"

    class Reason(models.TextChoices):
        RETRACTED = "retracted", _("withdrawn from the contract")
        DEFECTIVE = "defective", _("does not work")
        DAMAGED = "damaged", _("arrived damaged")
        WRONG = "wrong", _("not what was ordered")
        INCOMPLETE = "incomplete", _("something is missing")
        CLAIM = "claim", _("settled claim")

    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    retraction = models.OneToOneField(Retraction, models.PROTECT, null=True, related_name="back")
    claim = models.OneToOneField(Claim, models.PROTECT, null=True, related_name="back")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True)
    units = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    wish = models.CharField(
        _("wish"), max_length=8, choices=[(REFUND, _("money back")), (EXCHANGE, _("exchange"))]
    )
    key = models.CharField(max_length=80, unique=True)
    send_by_on = models.DateField(help_text="last day to send it back")
    at = models.DateTimeField()

    objects: ClassVar[ReturnQuerySet] = ReturnQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        dispatch: "ReturnDispatch"
        arrival: "ReturnArrival"
        checked: "ReturnCheck"
        restitution: "Restitution"

    class Meta:
        db_table = "return"
        indexes = [models.Index(fields=["at"], name="return_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="return_positive"),
            models.CheckConstraint(
                condition=Q(wish__in=["refund", "exchange"]), name="return_wish_known"
            ),
            models.CheckConstraint(
                condition=Q(reason="retracted", retraction__isnull=False)
                | (~Q(reason="retracted") & Q(retraction=None)),
                name="return_retracted_by_retraction",
            ),
        ]

    @property
    def number(self) -> str:
        """Return the number on its label."""
        return f"RT-{self.pk:06d}"

    @property
    def is_at_our_cost(self) -> bool:
        """Say whether we pay for its way back: whatever is our fault."""
        return self.reason != self.Reason.RETRACTED


class ReturnDispatch(models.Model):
    """The buyer sent it and shows it by the carrier's number."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="dispatch")
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking = models.CharField(_("tracking number"), max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "return_dispatch"


class ReturnArrival(models.Model):
    """It came back to us."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="arrival")
    units = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_arrival"


class ReturnCheck(models.Model):
    """We looked at it: units accepted, value lost and why."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="checked")
    units = models.PositiveIntegerField(_("units accepted"))
    lost_gross_cents = models.PositiveBigIntegerField(_("value lost"), default=0)
    reason = models.CharField(_("why, for the buyer"), max_length=500, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_check"
        constraints = [
            models.CheckConstraint(
                condition=Q(lost_gross_cents=0) | ~Q(reason=""), name="return_check_explained"
            )
        ]


class ReturnRefusal(models.Model):
    """It is not taken back, and why."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="refusal")
    reason = models.CharField(_("why, for the buyer"), max_length=500)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_refusal"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="return_refusal_explained")
        ]


class ReturnEnd(models.Model):
    """The buyer keeps it after all."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="end")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_end"


class Exchange(models.Model):
    """New units leave for the buyer in the place of those returned or claimed."""

    return_of = models.OneToOneField(Return, models.PROTECT, null=True, related_name="exchange")
    claim_answer = models.OneToOneField(
        ClaimAnswer, models.PROTECT, null=True, related_name="exchange"
    )
    purchase_order = models.OneToOneField(
        PurchaseOrder, models.PROTECT, null=True, related_name="exchange"
    )
    units = models.PositiveIntegerField()
    note = models.CharField(_("from whom and when it comes"), max_length=240)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange"
        constraints = [
            models.CheckConstraint(
                condition=Q(return_of__isnull=False, claim_answer=None)
                | Q(return_of=None, claim_answer__isnull=False),
                name="exchange_of_one_fact",
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="exchange_positive"),
        ]

    @property
    def order(self) -> Order:
        """Return the buyer's order."""
        order: Order = self._cause.order
        return order

    @property
    def key(self) -> str:
        """Return the key of what it would undo, were it given up."""
        return f"{'return' if self.return_of_id else 'claim'}:{self._cause.pk}"

    @property
    def is_given_up(self) -> bool:
        """Say whether the money was given back instead."""
        return Restitution.objects.filter(cancellation__key=self.key).exists()

    @property
    def _cause(self) -> Any:
        return self.return_of or getattr(self.claim_answer, "claim", None)


class Restitution(models.Model):
    """
    What a return or a claim gives back: the part of the sale undone by it.

    `goods_net_cents` and `delivery_net_cents` are sales that were booked at delivery and are none
    any more.
    """

    cancellation = models.OneToOneField(Cancellation, models.PROTECT, related_name="restitution")
    return_of = models.OneToOneField(Return, models.PROTECT, null=True, related_name="restitution")
    claim_answer = models.OneToOneField(
        ClaimAnswer, models.PROTECT, null=True, related_name="restitution"
    )
    units = models.PositiveIntegerField()
    goods_net_cents = models.PositiveBigIntegerField()
    delivery_net_cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "restitution"
        constraints = [
            models.CheckConstraint(
                condition=Q(return_of__isnull=False, claim_answer=None)
                | Q(return_of=None, claim_answer__isnull=False),
                name="restitution_of_one_fact",
            )
        ]


class Recall(models.Model):
    """A product is dangerous: everybody who bought it is told what to do (GPSR)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="recalls")
    words_fr = models.TextField(_("in French"))
    words_en = models.TextField(_("in English"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "recall"
        ordering = ("-id",)

    @property
    def words(self) -> str:
        """Return the words in the reader's language."""
        return self.words_en if get_language() == "en" else self.words_fr
