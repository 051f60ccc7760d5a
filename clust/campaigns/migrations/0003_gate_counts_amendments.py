"""The gate counts amendments, so that a claim made on an older ladder is made again."""

from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_sql")]
    operations = [
        migrations.RemoveField(model_name="gate", name="told_version"),
        migrations.AddField(
            model_name="gate",
            name="amendments",
            field=models.PositiveIntegerField(
                default=0, help_text="how often the ladder changed"
            ),
        ),
        run("campaigns", "claim"),
    ]
