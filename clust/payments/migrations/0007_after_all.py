"""A refund that was made after all, though it was called failed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_surplus"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RefundAfterAll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=120)),
                ("twice_cents", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "refund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after_all",
                        to="payments.refund",
                    ),
                ),
            ],
            options={
                "db_table": "refund_after_all",
            },
        ),
        migrations.CreateModel(
            name="Regain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("let_go", models.BooleanField()),
                ("note", models.CharField(max_length=240, verbose_name="how it came, or why not")),
                ("at", models.DateTimeField()),
                (
                    "after_all",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regain",
                        to="payments.refundafterall",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "regain",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="regain_explained"
                    )
                ],
            },
        ),
        run("payments", "after_all"),
    ]
