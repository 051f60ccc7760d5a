"""A supplier's bill adds up, and its tax is that of its rate."""

from django.db import migrations, models

_TOTALS = """
    ALTER TABLE supplier_bill DISABLE TRIGGER supplier_bill_stays;
    UPDATE supplier_bill SET gross_cents = net_cents + vat_cents;
    ALTER TABLE supplier_bill ENABLE TRIGGER supplier_bill_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("supply", "0007_destinations")]
    operations = [
        migrations.AddField(
            model_name="supplierbill",
            name="gross_cents",
            field=models.PositiveBigIntegerField(
                default=0, help_text="the total that stands on it"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="supplierbill",
            name="per_mille",
            field=models.PositiveSmallIntegerField(
                help_text="VAT rate; none on bills noted before rates were", null=True
            ),
        ),
        migrations.RunSQL(_TOTALS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="supplierbill",
            constraint=models.CheckConstraint(
                condition=models.Q(gross_cents=models.F("net_cents") + models.F("vat_cents")),
                name="supplier_bill_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbill",
            constraint=models.CheckConstraint(
                condition=models.Q(per_mille=None)
                | models.Q(
                    vat_cents__gte=models.F("net_cents") * models.F("per_mille") / 1000 - 50,
                    vat_cents__lte=models.F("net_cents") * models.F("per_mille") / 1000 + 50,
                ),
                name="supplier_bill_at_its_rate",
            ),
        ),
    ]
