"""What people found pairs of records to be."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("linkage", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.CharField(db_index=True, max_length=60)),
                ("left", models.CharField(max_length=64)),
                ("right", models.CharField(max_length=64)),
                (
                    "answer",
                    models.CharField(
                        choices=[("same", "same"), ("different", "different"), ("unknown", "unknown")], max_length=10
                    ),
                ),
                ("person", models.BigIntegerField()),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ("same", "different", "unknown"))), name="an_answer_to_a_pair"
                    ),
                    models.CheckConstraint(condition=models.Q(("left__lt", models.F("right"))), name="a_pair_in_order"),
                ],
            },
        ),
    ]
