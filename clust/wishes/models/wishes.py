"""Wishes: what somebody wants, in their words, with what its link says and who merged it."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models import Storefront

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Category(models.Model):
    """A shelf of the wall of wishes."""

    slug = models.SlugField(unique=True)
    name_fr = models.CharField(_("name in French"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "category"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_fr


class WishQuerySet(models.QuerySet["Wish"]):
    def due_to_look(self, now: datetime) -> Self:
        """Return wishes whose link nobody has looked at yet."""
        return self.filter(look=None, at__lte=now).exclude(link="")


class Wish(models.Model):
    """What a person wants; for any of its choices, where it lists some. Its words never change."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="wishes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="wishes")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="wishes")
    title = models.CharField(_("what"), max_length=120)
    words = models.TextField(_("in your words"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    language = models.CharField(max_length=5, default="fr")
    currency = models.CharField(max_length=3, default="EUR")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    objects: ClassVar[WishQuerySet] = WishQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        choices: RelatedManager["WishChoice"]
        pictures: RelatedManager["WishPicture"]

    class Meta:
        db_table = "wish"
        indexes = [models.Index(fields=["storefront", "-at"], name="wish_by_storefront")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="wish_has_title"),
            models.CheckConstraint(
                condition=Q(language__in=["fr", "en"]), name="wish_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WishChoice(models.Model):
    """One of several things that would do; who backs the wish takes any of them, or names one."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="choices")
    name = models.CharField(_("or this"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "wish_choice"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["wish", "name"], name="wish_choice_once"),
            models.CheckConstraint(condition=~Q(name=""), name="wish_choice_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class WishPicture(models.Model):
    """A picture of a wish, written anew by us without metadata."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="pictures")
    file = models.FileField(upload_to="wishes/", db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "wish_picture"
        ordering = ("position", "id")


class Look(models.Model):
    """What a worker found behind a wish's link: title and picture, or why it could not look."""

    wish = models.OneToOneField(Wish, models.CASCADE, related_name="look")
    title = models.CharField(max_length=160, blank=True)
    file = models.FileField(upload_to="wishes/", blank=True, db_index=True)
    refusal = models.CharField(max_length=40, blank=True, help_text="why not; empty if it could")
    at = models.DateTimeField()

    class Meta:
        db_table = "look"


class Merge(models.Model):
    """Two wishes are the same: this one goes on as the other, and so do its backings."""

    wish = models.OneToOneField(Wish, models.PROTECT, related_name="merge")
    into = models.ForeignKey(Wish, models.PROTECT, related_name="merged")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "merge"
        constraints = [
            models.CheckConstraint(condition=~Q(wish=models.F("into")), name="merge_into_another")
        ]
