"""The day on which a provision commenced, as the partnership entered it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_draft")]

    operations = [
        migrations.CreateModel(
            name="Commencement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("switch", models.CharField(max_length=60)),
                ("starts", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ("id",)},
        ),
    ]
