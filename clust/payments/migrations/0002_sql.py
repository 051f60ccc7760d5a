"""Named SQL: the functions and guards of the room."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        run("payments", "guards"),
        run("payments", "card_checks"),
        run("payments", "collecting"),
        run("payments", "after_all"),
    ]
