"""What is asked of a provider before a card may be used, and its answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clust.base.sql import run


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0010_mandates_pass_on'),
        ('orders', '0005_undoing'),
        ('payments', '0002_sql'),
        ('wallet', '0002_cards_forgotten'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CardCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=20)),
                ('cents', models.PositiveBigIntegerField(help_text='authenticated for up to so much')),
                ('currency', models.CharField(max_length=3)),
                ('ref', models.CharField(blank=True, help_text="the provider's, once it is known", max_length=120)),
                ('given_up', models.BooleanField(default=False, help_text='never answered; asked no more')),
                ('at', models.DateTimeField()),
                ('card', models.ForeignKey(help_text='none: a new one is entered', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wallet.card')),
                ('hold', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='campaigns.hold')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='card_checks', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='card_checks', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wallet.card')),
            ],
            options={
                'db_table': 'card_check',
            },
        ),
        migrations.CreateModel(
            name='CardCheckEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed', models.BooleanField()),
                ('code', models.CharField(blank=True, help_text="the provider's reason", max_length=60)),
                ('at', models.DateTimeField()),
                ('card', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wallet.card')),
                ('card_check', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='payments.cardcheck')),
            ],
            options={
                'db_table': 'card_check_end',
            },
        ),
        migrations.AddIndex(
            model_name='cardcheck',
            index=models.Index(fields=['at'], name='card_check_by_time'),
        ),
        run("payments", "card_checks"),
    ]
