"""Named SQL: the functions and guards of the room."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        run("orders", "guards"),
        run("orders", "undoing"),
    ]
