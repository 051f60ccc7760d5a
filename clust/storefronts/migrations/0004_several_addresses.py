"""To how many addresses one order may go for a way of delivery's price: one, until said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storefronts", "0003_seller_iban")]
    operations = [
        migrations.AddField(
            "deliveryoption",
            "parcels_most",
            models.PositiveSmallIntegerField(
                default=1,
                help_text="how many one order may be split over",
                verbose_name="addresses for that price",
            ),
        ),
        migrations.AddConstraint(
            "deliveryoption",
            models.CheckConstraint(
                condition=models.Q(parcels_most__gt=0), name="delivery_option_goes_somewhere"
            ),
        ),
    ]
