"""Named SQL: the guards of the room."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("gatherings", "0001_initial"), ("campaigns", "0002_sql")]
    operations = [run("gatherings", "guards")]
