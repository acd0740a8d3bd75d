from django.db import migrations

LONG = (
    ('sitreps_revisioncontent', 'payload'),
    ('sitreps_revisioncontent', 'inputs'),
    ('sitreps_editiondraft', 'snapshot'),
    ('sitreps_editionissue', 'snapshot'),
)
HAS_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def store(apps, schema_editor):
    """What is written from now on is unpacked several times faster, and a page of payloads lies with its rows.

    PostgreSQL alone, which packs long texts and moves them elsewhere; what stands there already stays as it is.
    """
    if schema_editor.connection.vendor != 'postgresql':
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(HAS_LZ4)
        (has_lz4,) = cursor.fetchone()
    if has_lz4:  # a choice when a server is built
        compress(schema_editor, 'lz4')
    schema_editor.execute('ALTER TABLE sitreps_revisioncontent ALTER COLUMN payload SET STORAGE MAIN')


def as_before(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        compress(schema_editor, 'default')
        schema_editor.execute('ALTER TABLE sitreps_revisioncontent ALTER COLUMN payload SET STORAGE EXTENDED')


def compress(schema_editor, method):
    for table, column in LONG:
        schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}')


class Migration(migrations.Migration):

    dependencies = [
        ('sitreps', '0029_distinctions'),
    ]

    operations = [
        migrations.RunPython(store, as_before),
    ]
