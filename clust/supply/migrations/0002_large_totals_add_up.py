"""Totals above 2^31 cents add up too."""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Cast


class Migration(migrations.Migration):
    dependencies = [("supply", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("purchaseorder", "purchase_order_adds_up"),
        migrations.AddConstraint(
            "purchaseorder",
            models.CheckConstraint(
                condition=Q(
                    total_net_cents=Cast("units", models.BigIntegerField()) * F("unit_net_cents"),
                    units__gt=0,
                ),
                name="purchase_order_adds_up",
            ),
        ),
    ]
