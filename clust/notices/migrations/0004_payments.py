"""Notices about payment."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_parcels'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('receipt', 'receipt of a pledge'), ('withdrawn', 'receipt of a withdrawal'), ('in', 'you are in'), ('place', 'a place came free'), ('waiting', 'you wait again'), ('fell', 'the price fell'), ('soon', 'closing soon'), ('renewal', 'a later close needs your yes'), ('released', 'your pledge was released'), ('result', 'the result'), ('not_in', 'it closed without you'), ('not_reached', 'critical mass not reached'), ('purchase', 'purchase order'), ('parcel', 'a parcel left'), ('ready', 'to be collected'), ('late', 'later than promised'), ('charged', 'payment received'), ('refused', 'card refused, please pay again'), ('lapsed', 'order lapsed'), ('refund', 'refund on its way'), ('transfer', 'how to pay by transfer'), ('card_ends', 'a card expires too early')], max_length=11),
        ),
    ]
