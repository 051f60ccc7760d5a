"""A higher maximum takes a pledge's place without a look at the ladder in between."""

from django.db import migrations

from clust.base.sql import run

OLD = "DROP FUNCTION IF EXISTS take_back(bigint, integer, text, uuid, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_claims_together")]
    operations = [migrations.RunSQL(OLD, migrations.RunSQL.noop), run("campaigns", "claim")]
