"""Kinds of goods that countries favour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('sourcing', '0005_roles_and_rejections'),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="vat_category",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nothing favoured: the standard rate abroad"),
                    ("books", "printed books"),
                    ("food", "food"),
                ],
                default="",
                max_length=12,
                verbose_name="kind of goods for VAT",
            ),
        ),
    ]
