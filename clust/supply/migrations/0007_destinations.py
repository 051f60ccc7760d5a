"""Where a buyer sends units of an order instead of to its own address."""

import django.db.models.deletion
from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_tax_left_to_companies"),
        ("people", "0002_removed_addresses"),
        ("supply", "0006_substitutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Destination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.PositiveIntegerField()),
                ("units", models.PositiveIntegerField()),
                ("is_gift", models.BooleanField(default=False)),
                ("greeting", models.CharField(blank=True, max_length=200, verbose_name="greeting")),
                ("at", models.DateTimeField()),
                (
                    "address",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="destinations",
                        to="people.address",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destinations",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "db_table": "destination",
            },
        ),
        migrations.AddField(
            model_name="parcelline",
            name="destination",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcel_lines",
                to="supply.destination",
            ),
        ),
        migrations.AddConstraint(
            model_name="destination",
            constraint=models.UniqueConstraint(
                fields=("order", "choice", "address"), name="destination_once_a_choice"
            ),
        ),
        migrations.AddConstraint(
            model_name="destination",
            constraint=models.CheckConstraint(
                condition=models.Q(("units__gt", 0)), name="destination_units_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="destination",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_gift", True), ("greeting", ""), _connector="OR"),
                name="destination_greets_with_a_gift",
            ),
        ),
        run("supply", "destinations"),
    ]
