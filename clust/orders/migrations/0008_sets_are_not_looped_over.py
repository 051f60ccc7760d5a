"""Keys of many rows are checked without loops, whatever the statistics say."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_fees_fall_back")]
    operations = [run("orders", "guards")]
