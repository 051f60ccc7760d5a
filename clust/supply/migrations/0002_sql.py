"""Named SQL: the functions and guards of the room."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("supply", "0001_initial")]
    operations = [
        run("supply", "guards"),
        run("supply", "substitutes"),
        run("supply", "goods"),
        run("supply", "destinations"),
    ]
