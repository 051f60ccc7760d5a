"""Keys of many rows are checked without loops, whatever the statistics say."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0003_papers_have_no_time")]
    operations = [run("invoicing", "guards")]
