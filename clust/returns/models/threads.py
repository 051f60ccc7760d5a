"""What buyers and after-sales say to each other about an order."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Order
from clust.people.models import Person

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
