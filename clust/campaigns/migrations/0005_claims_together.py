"""Claims that come together pass the gate together, and a moved gate is held first."""

from django.db import migrations

from clust.base.sql import run

OLD = (
    "DROP FUNCTION IF EXISTS claim(bigint, bigint, bigint, bigint, bigint, integer, integer,"
    " boolean, integer, boolean, integer, integer, uuid, timestamptz)"
)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_times_are_indexed")]
    operations = [
        migrations.RunSQL(OLD, migrations.RunSQL.noop),
        run("campaigns", "claim"),
        run("campaigns", "guards"),
    ]
