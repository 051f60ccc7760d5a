"""Named SQL: what the search looks up."""

from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("talk", "0003_the_community_answers")]
    operations = [run("talk", "search")]
