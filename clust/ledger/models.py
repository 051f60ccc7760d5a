"""The books: double entry, append only, every entry sums to zero (a trigger sees to it)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    """What a posting is about; debit is positive, credit negative."""

    BUYERS = "buyers", _("what buyers owe us, gross")
    GOODS_PROMISED = "goods_promised", _("goods we owe to buyers, gross")
    DELIVERY_PROMISED = "delivery_promised", _("delivery we owe to buyers, gross")
    PURCHASES = "purchases", _("goods ordered from suppliers, net")
    SUPPLIERS = "suppliers", _("what we owe suppliers, net")


class Entry(models.Model):
    """One movement, known by the fact that caused it, such as `orders:7` or `purchase_order:3`."""

    key = models.CharField(max_length=80, unique=True)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        db_table = "entry"
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """An amount on an account; `party` is the number of a person or supplier, never a name."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", db_constraint=False)
    account = models.CharField(max_length=20, choices=Account.choices)
    party = models.BigIntegerField(null=True)
    cents = models.BigIntegerField()

    class Meta:
        db_table = "posting"
        indexes = [models.Index(fields=["account", "party"], name="posting_account_party")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__in=Account.values), name="posting_account_known"
            )
        ]
