from django.db import migrations, models


class Migration(migrations.Migration):

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
