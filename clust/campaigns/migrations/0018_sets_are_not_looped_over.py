"""Keys of many rows are checked without loops, whatever the statistics say."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0017_forecasts")]
    operations = [run("campaigns", "guards")]
