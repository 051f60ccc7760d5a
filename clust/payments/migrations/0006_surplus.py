from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0005_collecting_sql'),
    ]

    operations = [
        migrations.AddField(
            model_name='capture',
            name='surplus',
            field=models.BooleanField(default=False, help_text='more came with it than was due then'),
        ),
        migrations.AddIndex(
            model_name='capture',
            index=models.Index(condition=models.Q(('surplus', True)), fields=['at'], name='capture_surplus'),
        ),
    ]
