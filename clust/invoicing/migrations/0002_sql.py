"""Documents stay, numbers rise, keys are checked as a set."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_first")]
    operations = [run("invoicing", "guards")]
