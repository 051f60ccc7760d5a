"""What goods that came back were sold again for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supply", "0008_bills_add_up")]
    operations = [
        migrations.AddField(
            model_name="disposal",
            name="sold_gross_cents",
            field=models.PositiveBigIntegerField(
                default=0, help_text="what it was resold for, with tax"
            ),
        ),
        migrations.AddField(
            model_name="disposal",
            name="sold_per_mille",
            field=models.PositiveSmallIntegerField(default=0, help_text="VAT rate of the resale"),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(kind="resold") | models.Q(sold_gross_cents=0, sold_per_mille=0),
                name="disposal_sold_only_when_resold",
            ),
        ),
    ]
