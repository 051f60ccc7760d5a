"""Totals above 2^31 cents add up too: one pledge of a million units must not stop a clust."""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Cast


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_sql")]
    operations = [
        migrations.RemoveConstraint("order", "order_adds_up"),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=Q(
                    total_gross_cents=Cast("units", models.BigIntegerField())
                    * (F("unit_gross_cents") + F("surcharge_gross_cents"))
                    + F("delivery_gross_cents")
                ),
                name="order_adds_up",
            ),
        ),
    ]
