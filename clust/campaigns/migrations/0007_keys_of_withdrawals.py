"""A withdrawal's key is one pledge's; claims on cases without a cap hold the gate last."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_raising_a_maximum")]
    operations = [run("campaigns", "claim")]
