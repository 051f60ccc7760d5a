from django.db import migrations, models

from clust.base.tables import Tables


class Migration(Tables):

    dependencies = [
        ('talk', '0002_by_moment'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='voice',
            field=models.CharField(choices=[('member', 'a member'), ('desk', 'our desk'), ('supplier', 'the supplier'), ('office', 'the community')], default='member', max_length=8),
        ),
    ]
