"""Objections of people."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.CharField(max_length=60)),
                ("partner", models.CharField(max_length=40)),
                ("client", models.CharField(blank=True, max_length=100)),
                ("key", models.CharField(blank=True, max_length=64)),
                ("request", models.BigIntegerField(null=True)),
                ("deciding", models.BooleanField(default=False)),
                ("why", models.TextField()),
                ("by", models.CharField(max_length=200)),
                ("set_on", models.DateField()),
                ("lifted_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["agreement", "lifted_on"], name="objections_that_hold")],
            },
        ),
    ]
