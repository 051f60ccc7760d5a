"""A mandate may pass to another card of its holder."""

import django.db.models.deletion
from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0009_places_held'),
        ('wallet', '0002_cards_forgotten'),
    ]

    operations = [
        migrations.CreateModel(
            name='MandateChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('card', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wallet.card')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='campaigns.mandate')),
                ('was', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wallet.card')),
            ],
            options={
                'db_table': 'mandate_change',
            },
        ),
        run("campaigns", "mandates"),
    ]
