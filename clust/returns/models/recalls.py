"""Products that are dangerous."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.sourcing.models import Product


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
