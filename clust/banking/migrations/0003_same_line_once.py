"""Lines that another statement had already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0002_sql"),
    ]

    operations = [
        migrations.AddField(
            model_name="bankstatement",
            name="known_lines",
            field=models.PositiveIntegerField(
                default=0, help_text="lines left out: another statement had them"
            ),
        ),
        migrations.AddField(
            model_name="payer",
            name="end_to_end",
            field=models.CharField(blank=True, max_length=35, verbose_name="their own number"),
        ),
    ]
