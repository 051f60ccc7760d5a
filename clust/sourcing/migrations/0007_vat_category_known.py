"""A product's kind of goods is one that the table of rates may know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('sourcing', '0006_vat_categories')]
    operations = [
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(vat_category__in=["", "books", "food"]),
                name="product_vat_category_known",
            ),
        ),
    ]
