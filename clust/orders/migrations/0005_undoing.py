"""What was undone stays and fits; keys are checked with a fresh plan."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_cancellations")]
    operations = [run("orders", "guards"), run("orders", "undoing")]
