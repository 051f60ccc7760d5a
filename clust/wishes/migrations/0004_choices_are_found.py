from django.db import migrations

from clust.base.sql import run


class Migration(migrations.Migration):
    dependencies = [("wishes", "0003_pictures_by_file")]

    operations = [run("wishes", "choices")]
