"""The groups of the desk, and the triggers that keep the record append-only."""

from django.db import migrations

ROLES = ("Reporter", "Editor", "Chief editor", "Partner manager", "Administrator", "Auditor")


def name_the_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def forget_the_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


def guard(apps, schema_editor):
    from sitreps.models import triggers

    triggers.install(schema_editor.connection)


def unguard(apps, schema_editor):
    from sitreps.models import triggers

    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sitreps", "0001_initial")]

    operations = [
        migrations.RunPython(name_the_roles, forget_the_roles),
        migrations.RunPython(guard, unguard),
    ]
