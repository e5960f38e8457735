from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_shown"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.SlugField(max_length=100)),
                ("met", models.FloatField()),
                ("missed", models.FloatField()),
                ("reason", models.CharField(max_length=300)),
                ("owner", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=200)),
                ("set_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("indicator",),
                        name="one_goal_at_a_time",
                    )
                ],
            },
        ),
    ]
