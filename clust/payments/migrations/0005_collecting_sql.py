"""What collecting wrote stays, save what is kept beside it."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_collecting")]
    operations = [run("payments", "guards"), run("payments", "collecting")]
