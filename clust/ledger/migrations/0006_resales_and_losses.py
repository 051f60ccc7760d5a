"""Accounts of resales, of what is given away, of debts let go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_kept_balances"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_account_known",
        ),
        migrations.AlterField(
            model_name="balance",
            name="account",
            field=models.CharField(
                choices=[
                    ("buyers", "what buyers owe us, gross"),
                    ("goods_promised", "goods we owe to buyers, gross"),
                    ("delivery_promised", "delivery we owe to buyers, gross"),
                    ("purchases", "goods ordered from suppliers, net"),
                    ("suppliers", "what we owe suppliers"),
                    ("provider", "money at the card provider"),
                    ("provider_fees", "what the card provider keeps"),
                    ("refunds_on_way", "refunds asked and not confirmed"),
                    ("bank", "money at the bank"),
                    ("unmatched", "transfers that match no order yet"),
                    ("vat", "VAT we owe, by country and rate"),
                    ("vat_input", "VAT that suppliers charged us"),
                    ("sales", "goods delivered, net"),
                    ("delivery_sales", "delivery done, net"),
                    ("resales", "goods sold again after their return, net"),
                    ("write_offs", "goods given away or recycled, at cost"),
                    ("losses", "debts of buyers that we let go"),
                    ("credits", "credits that people may still spend"),
                    ("credit_costs", "what credits cost us"),
                    ("subsidies", "what communities owe for their subsidies"),
                    ("commissions", "commissions we owe partners"),
                    ("royalties", "royalties we owe creators"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="account",
            field=models.CharField(
                choices=[
                    ("buyers", "what buyers owe us, gross"),
                    ("goods_promised", "goods we owe to buyers, gross"),
                    ("delivery_promised", "delivery we owe to buyers, gross"),
                    ("purchases", "goods ordered from suppliers, net"),
                    ("suppliers", "what we owe suppliers"),
                    ("provider", "money at the card provider"),
                    ("provider_fees", "what the card provider keeps"),
                    ("refunds_on_way", "refunds asked and not confirmed"),
                    ("bank", "money at the bank"),
                    ("unmatched", "transfers that match no order yet"),
                    ("vat", "VAT we owe, by country and rate"),
                    ("vat_input", "VAT that suppliers charged us"),
                    ("sales", "goods delivered, net"),
                    ("delivery_sales", "delivery done, net"),
                    ("resales", "goods sold again after their return, net"),
                    ("write_offs", "goods given away or recycled, at cost"),
                    ("losses", "debts of buyers that we let go"),
                    ("credits", "credits that people may still spend"),
                    ("credit_costs", "what credits cost us"),
                    ("subsidies", "what communities owe for their subsidies"),
                    ("commissions", "commissions we owe partners"),
                    ("royalties", "royalties we owe creators"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "account__in",
                        [
                            "buyers",
                            "goods_promised",
                            "delivery_promised",
                            "purchases",
                            "suppliers",
                            "provider",
                            "provider_fees",
                            "refunds_on_way",
                            "bank",
                            "unmatched",
                            "vat",
                            "vat_input",
                            "sales",
                            "delivery_sales",
                            "resales",
                            "write_offs",
                            "losses",
                            "credits",
                            "credit_costs",
                            "subsidies",
                            "commissions",
                            "royalties",
                        ],
                    )
                ),
                name="posting_account_known",
            ),
        ),
    ]
