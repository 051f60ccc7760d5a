"""Every purchase order has a campaign; what was written about goods stays."""

import django.db.models.deletion
from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("supply", "0004_shares_of_buyers")]
    operations = [
        migrations.AlterField(
            model_name="purchaseorder",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="purchase_orders",
                to="campaigns.campaign",
            ),
        ),
        run("supply", "guards"),
    ]
