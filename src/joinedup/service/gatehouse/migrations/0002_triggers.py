"""The database's own locks. A later migration that rebuilds one of these tables must lay its triggers anew."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from joinedup.service.gatehouse.triggers import STATEMENTS


def lay(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in STATEMENTS[editor.connection.vendor]():
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("gatehouse", "0001_initial"),
        ("audit", "0001_initial"),
        ("partners", "0001_initial"),
        ("agreements", "0001_initial"),
        ("supplies", "0001_initial"),
        ("linkage", "0001_initial"),
        ("releases", "0001_initial"),
    ]
    operations = [migrations.RunPython(lay, elidable=False)]
