from dataclasses import asdict

from django.db import migrations

from sitreps.documents import canonical, projections, search
from sitreps.documents.incident import IncidentDocument


def fill(apps, schema_editor):
    """The rows beside each revision of the record, from its public JSON. What was erased has none."""
    contents = apps.get_model('sitreps', 'RevisionContent').objects.using(schema_editor.connection.alias)
    scenes, sources, texts = (
        apps.get_model('sitreps', name).objects.using(schema_editor.connection.alias)
        for name in ('RevisionScene', 'RevisionSource', 'RevisionText')
    )
    for pk, payload in contents.exclude(payload='').order_by('pk').values_list('pk', 'payload').iterator(chunk_size=500):
        document = canonical.decode(payload, IncidentDocument)
        scenes.create(revision_id=pk, **asdict(projections.scene(document)))
        texts.create(revision_id=pk, search_text=search.search_text(document))
        for key in projections.sources(document):
            sources.create(revision_id=pk, key=key)


def index(apps, schema_editor):
    from sitreps.models import word_index

    if schema_editor.connection.vendor == 'postgresql':
        # The rows above wait for their foreign keys to be checked; a table with such rows gets no index.
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')
    word_index.install(schema_editor.connection)


def forget_the_index(apps, schema_editor):
    from sitreps.models import word_index

    word_index.drop(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('sitreps', '0009_what_filters_read'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, forget_the_index),
    ]
