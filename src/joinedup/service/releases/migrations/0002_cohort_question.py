"""What was counted of linked people."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CohortQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("conditions", models.JSONField()),
                ("shown", models.JSONField()),
                ("partner", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("agreement", "number"),
                "constraints": [models.UniqueConstraint(fields=("agreement", "number"), name="a_number_to_a_question")],
            },
        ),
    ]
