"""Comments, their replies, and what readers and authors did with them afterwards."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.sourcing.models import Product
from clust.storefronts.models import Storefront
from clust.supply.models import DeliveryLine
from clust.wishes.models import Wish

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

EDITING = timedelta(minutes=15)
SUBJECTS = ("wish", "campaign", "product")


class CommentQuerySet(models.QuerySet["Comment"]):
    def of(self, storefront: Storefront) -> Self:
        """Return what was said at a storefront: no other one reads it."""
        return self.filter(storefront=storefront)

    def threads(self) -> Self:
        """Return what begins a thread."""
        return self.filter(parent=None)

    def standing(self) -> Self:
        """Return what its author has not taken back."""
        return self.filter(taking_back=None)

    def to_answer(self) -> Self:
        """Return questions that nobody has answered with a mark: desk, supplier or community."""
        answers = Comment.objects.standing().filter(parent=OuterRef("pk"))
        return self.standing().filter(
            ~Exists(answers.exclude(voice=Comment.Voice.MEMBER)), is_question=True
        )


class Comment(models.Model):
    """
    Somebody says something at a storefront about a wish, a clust or a product.

    A reply names the comment that began its thread and speaks of the same thing. Who answers for
    the desk, the supplier, the project or the community says so: that is its mark.
    """

    class Voice(models.TextChoices):
        MEMBER = "member", _("a member")
        DESK = "desk", _("our desk")
        SUPPLIER = "supplier", _("the supplier")
        OFFICE = "office", _("the community")

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="comments")
    wish = models.ForeignKey(Wish, models.PROTECT, null=True, related_name="comments")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="comments")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="comments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.MEMBER)
    is_question = models.BooleanField(_("a question"), default=False)
    words = models.TextField(_("words"))
    key = models.UUIDField(unique=True, help_text="sent twice, said once")
    at = models.DateTimeField()

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        replies: RelatedManager["Comment"]
        edits: RelatedManager["Edit"]
        taking_back: "TakingBack"
        review: "Review"
        photo: "CommentPhoto"

    class Meta:
        db_table = "comment"
        indexes = [
            models.Index(fields=["storefront", "-at"], name="comment_by_storefront"),
            models.Index(fields=["at"], name="comment_by_moment"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(wish__isnull=False, campaign=None, product=None)
                | Q(wish=None, campaign__isnull=False, product=None)
                | Q(wish=None, campaign=None, product__isnull=False),
                name="comment_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(is_question=False), name="comment_question_begins"
            ),
            models.CheckConstraint(
                condition=Q(voice="member") | Q(parent__isnull=False), name="comment_voice_answers"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="comment_not_its_own_reply"
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def about(self) -> str:
        """Return the kind of thing it speaks of: a name of `SUBJECTS`."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def about_id(self) -> int:
        """Return the number of the thing it speaks of."""
        return int(getattr(self, f"{self.about}_id"))

    @property
    def thread(self) -> int:
        """Return the number of the comment that began its thread."""
        return self.parent_id or self.pk

    @property
    def is_taken_back(self) -> bool:
        """Say whether its author took it back."""
        return hasattr(self, "taking_back")

    def may_be_edited(self, now: datetime) -> bool:
        """Say whether its author may still change its words: a quarter of an hour."""
        return not self.is_taken_back and now < self.at + EDITING


class CommentPhoto(models.Model):
    """The picture of a comment, written anew by us without metadata."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="photo")
    file = models.FileField(upload_to="talk/", db_index=True)

    class Meta:
        db_table = "comment_photo"


class Edit(models.Model):
    """The author changed their words; what they said before."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="edits")
    was = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "edit"
        ordering = ("id",)


class TakingBack(models.Model):
    """The author took it back, or was forgotten."""

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="taking_back")
    at = models.DateTimeField()

    class Meta:
        db_table = "taking_back"


class Thanks(models.Model):
    """Somebody thanks for a comment; no more than a nod, so taking it back leaves nothing."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="thanks", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "thanks"
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="thanks_once"),
        ]


class Review(models.Model):
    """
    Somebody who received a product says how good it is, in stars; the words are the comment's.

    `line` is how we know that they received it. `open`, kept, is false once it is taken back: a
    person has one review of a product at a time.
    """

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="review")
    product = models.ForeignKey(Product, models.PROTECT, related_name="reviews")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    line = models.ForeignKey(DeliveryLine, models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField(_("stars"))
    open = models.BooleanField(default=True)

    class Meta:
        db_table = "review"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "person"], condition=Q(open=True), name="review_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="review_one_to_five_stars"
            ),
        ]
