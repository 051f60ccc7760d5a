"""Facts of returns stay as they were written."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_first")]

    operations = [run("returns", "guards")]
