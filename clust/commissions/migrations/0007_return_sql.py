"""Named SQL: the guards of payments that may come back."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("commissions", "0006_returned_transfers")]
    operations = [run("commissions", "return_guards")]
