"""Named SQL: the functions and guards of the room."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [
        run("campaigns", "guards"),
        run("campaigns", "book"),
        run("campaigns", "holds"),
        run("campaigns", "claim"),
        run("campaigns", "mandates"),
        run("campaigns", "calls"),
    ]
