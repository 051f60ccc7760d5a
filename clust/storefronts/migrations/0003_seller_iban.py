"""The account that buyers transfer money to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storefronts", "0002_legal_texts")]
    operations = [
        migrations.AddField(
            "seller",
            "iban",
            models.CharField(
                blank=True,
                help_text="without spaces",
                max_length=34,
                verbose_name="account for transfers (IBAN)",
            ),
        )
    ]
