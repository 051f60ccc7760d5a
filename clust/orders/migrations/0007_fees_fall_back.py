"""A delivery fee falls back to an order that another one had borne it for."""

from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_tax_left_to_companies"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="cancellation",
            name="cancellation_of_something",
        ),
        migrations.RemoveConstraint(
            model_name="cancellation",
            name="cancellation_cause_known",
        ),
        migrations.AlterField(
            model_name="cancellation",
            name="cause",
            field=models.CharField(
                choices=[
                    ("lapsed", "not paid in time"),
                    ("campaign", "the clust was called off"),
                    ("left_out", "no whole case was left"),
                    ("short", "the supplier delivered less"),
                    ("lost", "lost on the way"),
                    ("retracted", "withdrawn from the contract"),
                    ("returned", "returned"),
                    ("difference", "the final price was lower"),
                    ("shared_delivery", "delivery shared with another order"),
                    ("fee_fell", "delivery fee of another order that lapsed"),
                    ("late", "delivered too late"),
                    ("no_substitute", "substitute not wanted"),
                    ("tax", "tax that the buyer's company accounts for"),
                    ("gesture", "goodwill"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="cancellation",
            name="delivery_gross_cents",
            field=models.BigIntegerField(help_text="below zero where a fee fell to it"),
        ),
        migrations.AddConstraint(
            model_name="cancellation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("units__gt", 0),
                    ("goods_gross_cents__gt", 0),
                    ("delivery_gross_cents__gt", 0),
                    ("cause", "fee_fell"),
                    _connector="OR",
                ),
                name="cancellation_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="cancellation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("cause", "fee_fell"), _negated=True),
                        ("delivery_gross_cents__gte", 0),
                    ),
                    models.Q(
                        ("cause", "fee_fell"),
                        ("delivery_gross_cents__lt", 0),
                        ("goods_gross_cents", 0),
                        ("units", 0),
                    ),
                    _connector="OR",
                ),
                name="cancellation_only_a_fee_falls_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="cancellation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cause__in",
                        [
                            "lapsed",
                            "campaign",
                            "left_out",
                            "short",
                            "lost",
                            "retracted",
                            "returned",
                            "difference",
                            "shared_delivery",
                            "fee_fell",
                            "late",
                            "no_substitute",
                            "tax",
                            "gesture",
                        ],
                    )
                ),
                name="cancellation_cause_known",
            ),
        ),
        run("orders", "undoing"),
    ]
