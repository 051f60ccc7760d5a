"""A card that was removed is forgotten by its provider too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wallet', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='card',
            name='forgotten_at',
            field=models.DateTimeField(help_text='when the provider forgot it too', null=True),
        ),
    ]
