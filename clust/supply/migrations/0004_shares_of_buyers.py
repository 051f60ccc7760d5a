"""Purchase orders know their campaign, and for whom each unit was bought."""

from django.db import migrations

CAMPAIGNS = """
    UPDATE purchase_order AS o SET campaign_id = l.campaign_id
    FROM clearing AS r JOIN closing AS l ON l.id = r.closing_id
    WHERE r.id = o.clearing_id
"""
SHARES = """
    INSERT INTO purchase_share (purchase_order_id, order_id, units)
    SELECT po.id, o.id, o.units
    FROM purchase_order AS po
    JOIN allotment AS a ON a.clearing_id = po.clearing_id
    JOIN "order" AS o ON o.allotment_id = a.id
"""


class Migration(migrations.Migration):
    dependencies = [("supply", "0003_goods_travel")]
    operations = [
        migrations.RunSQL(CAMPAIGNS, migrations.RunSQL.noop),
        migrations.RunSQL(SHARES, migrations.RunSQL.noop),
    ]
