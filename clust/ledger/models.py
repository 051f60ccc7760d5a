"""The books: double entry, append only, every entry sums to zero (a trigger sees to it)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    """What a posting is about; debit is positive, credit negative."""

    BUYERS = "buyers", _("what buyers owe us, gross")
    GOODS_PROMISED = "goods_promised", _("goods we owe to buyers, gross")
    DELIVERY_PROMISED = "delivery_promised", _("delivery we owe to buyers, gross")
    PURCHASES = "purchases", _("goods ordered from suppliers, net")
    SUPPLIERS = "suppliers", _("what we owe suppliers")
    PROVIDER = "provider", _("money at the card provider")
    PROVIDER_FEES = "provider_fees", _("what the card provider keeps")
    REFUNDS_ON_WAY = "refunds_on_way", _("refunds asked and not confirmed")
    BANK = "bank", _("money at the bank")
    UNMATCHED = "unmatched", _("transfers that match no order yet")
    VAT = "vat", _("VAT we owe, by country and rate")
    VAT_INPUT = "vat_input", _("VAT that suppliers charged us")
    SALES = "sales", _("goods delivered, net")
    DELIVERY_SALES = "delivery_sales", _("delivery done, net")
    RESALES = "resales", _("goods sold again after their return, net")
    WRITE_OFFS = "write_offs", _("goods given away or recycled, at cost")
    LOSSES = "losses", _("debts of buyers that we let go")
    CREDITS = "credits", _("credits that people may still spend")
    CREDIT_COSTS = "credit_costs", _("what credits cost us")
    SUBSIDIES = "subsidies", _("what communities owe for their subsidies")
    COMMISSIONS = "commissions", _("commissions we owe partners")
    COMMISSION_COSTS = "commission_costs", _("what commissions cost us")
    SHOP_FEES = "shop_fees", _("what communities pay for their shops, net")
    ROYALTIES = "royalties", _("royalties we owe creators")
    ROYALTY_COSTS = "royalty_costs", _("what royalties cost us")


class Entry(models.Model):
    """One movement, known by the fact that caused it, such as `orders:7` or `purchase_order:3`."""

    key = models.CharField(max_length=80, unique=True)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        db_table = "entry"
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["at", "id"], name="entry_by_time")]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """An amount on an account; `party` is the number of a person or supplier, never a name."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", db_constraint=False)
    account = models.CharField(max_length=20, choices=Account.choices)
    party = models.BigIntegerField(null=True)
    detail = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="such as `FR 200`: country, rate",
    )
    cents = models.BigIntegerField()

    class Meta:
        db_table = "posting"
        indexes = [
            models.Index(fields=["account", "party"], include=["cents"], name="posting_by_party")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__in=Account.values), name="posting_account_known"
            )
        ]


class Balance(models.Model):
    """
    What the postings of a month come to, kept by the database as they are written.

    Months are those of the books, in France. Many write at once, each into a `stripe` of its own:
    the balance of an account is the sum over its stripes.
    """

    month = models.DateField()
    currency = models.CharField(max_length=3)
    account = models.CharField(max_length=20, choices=Account.choices)
    detail = models.CharField(max_length=12, blank=True)
    stripe = models.IntegerField()
    debit_cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField()
    postings = models.BigIntegerField()

    class Meta:
        db_table = "balance"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "currency", "account", "detail", "stripe"], name="balance_once"
            ),
            models.CheckConstraint(
                condition=models.Q(debit_cents__gte=0, credit_cents__gte=0, postings__gt=0),
                name="balance_grows",
            ),
        ]
