"""Named SQL: the guard of what is kept for creators who left."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("commissions", "0008_money_of_the_gone")]
    operations = [run("commissions", "keeping_guards")]
