"""Named SQL: the guards of the room."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]
    operations = [run("subsidies", "guards")]
