"""Briefs: wishes that are negotiated together, as a specification with a demand curve."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.wishes.models.wishes import Wish


class Brief(models.Model):
    """What suppliers are asked for: one or several wishes or a project, in the desk's words."""

    title = models.CharField(_("title"), max_length=120)
    specification = models.TextField(_("specification"), blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "brief"

    def __str__(self) -> str:
        return self.title


class BriefWish(models.Model):
    """A wish that a brief speaks for; a wish is in one brief at a time."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="lines")
    wish = models.OneToOneField(Wish, models.PROTECT, related_name="brief_line")

    class Meta:
        db_table = "brief_wish"
