"""Links that say who brought a buyer, the visits by them, and the orders they led to."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.partners.models.agreements import Agreement
from clust.partners.models.partners import Partner
from clust.people.models import Person
from clust.storefronts.models import Storefront

USUAL_WINDOW_DAYS = 30


class Advert(models.Model):
    """The operator's own advertising somewhere, under a name."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="adverts")
    name = models.CharField(_("name"), max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "advert"
        constraints = [
            models.UniqueConstraint(fields=["storefront", "name"], name="advert_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="advert_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


_OWNERS = ("partner", "sponsor", "advert")


def _one_owner() -> Q:
    found = Q()
    for owner in _OWNERS:
        others = {f"{other}__isnull": other != owner for other in _OWNERS}
        found |= Q(**others)
    return found


class Link(models.Model):
    """A short address of ours that leads to a page of a storefront and says who brought us."""

    code = models.CharField(max_length=16, unique=True)
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="links")
    path = models.CharField(_("page"), max_length=300, default="/")
    name = models.CharField(_("name"), max_length=80, blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="links")
    sponsor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="links")
    advert = models.ForeignKey(Advert, models.PROTECT, null=True, related_name="links")
    at = models.DateTimeField()

    class Meta:
        db_table = "link"
        constraints = [
            models.CheckConstraint(condition=_one_owner(), name="link_has_one_owner"),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="link_stays_inside",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="link_has_code"),
        ]

    def __str__(self) -> str:
        return self.code

    def window_days(self, day: date) -> int:
        """Return for how many days a visit counts: as agreed on that day, else the usual."""
        if self.partner_id is None:
            return USUAL_WINDOW_DAYS
        agreed = Agreement.objects.on(day).filter(partner=self.partner_id).first()
        return agreed.window_days if agreed else USUAL_WINDOW_DAYS


class Visit(models.Model):
    """Somebody clicked on a link: the day and no more; `remembered` if they allowed it."""

    link = models.ForeignKey(Link, models.PROTECT, related_name="visits")
    day = models.DateField()
    remembered = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Visit"]] = models.Manager()

    class Meta:
        db_table = "visit"
        indexes = [models.Index(fields=["link", "day"], name="visit_by_day")]


class Referral(models.Model):
    """
    A visit that somebody carries to an order of theirs; written before it, under its key.

    The pledge placed under the same key is what it led to: none, where the order was refused.
    """

    key = models.UUIDField(unique=True, help_text="the pledge's")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Referral"]] = models.Manager()

    class Meta:
        db_table = "referral"
