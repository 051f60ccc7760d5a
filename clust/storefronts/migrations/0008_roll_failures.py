import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clust.base.tables import Tables


class Migration(Tables):

    dependencies = [
        ('storefronts', '0007_tribe_invitation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RollFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('storefront', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='storefronts.storefront')),
            ],
            options={
                'db_table': 'roll_failure',
                'indexes': [models.Index(fields=['storefront', 'person', 'at'], name='roll_failure_of_person')],
            },
        ),
    ]
