from django.db import migrations, models

from clust.base.tables import Tables


class Migration(Tables):

    dependencies = [
        ('storefronts', '0006_roll'),
    ]

    operations = [
        migrations.AddField(
            model_name='tribe',
            name='invitation',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
