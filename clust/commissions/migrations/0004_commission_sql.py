"""Named SQL: the guards of commissions and transfers."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("commissions", "0003_commissions")]
    operations = [run("commissions", "commission_guards")]
