"""The gate keeps the places of those who confirm their card; keys are checked with a fresh plan."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0008_holds_and_mandates")]
    operations = [run("campaigns", "holds"), run("campaigns", "claim"), run("campaigns", "guards")]
