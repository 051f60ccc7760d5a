"""Facts of royalties and of the contracts behind them stay as they were written."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("commissions", "0001_royalties"), ("wishes", "0002_rights")]

    operations = [run("commissions", "guards")]
