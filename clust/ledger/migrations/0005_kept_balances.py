"""Named SQL: balances kept as lines are written, counted once from the lines there are."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_balances")]
    operations = [run("ledger", "balances"), run("ledger", "guards")]
