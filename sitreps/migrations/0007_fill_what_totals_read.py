from dataclasses import asdict

from django.db import migrations

from sitreps.documents import canonical, projections
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput


def fill(apps, schema_editor):
    """The rows beside each revision of the record, from its two frozen JSONs."""
    contents = apps.get_model('sitreps', 'RevisionContent').objects.using(schema_editor.connection.alias)
    figures, facilities, datings = (
        apps.get_model('sitreps', name).objects.using(schema_editor.connection.alias)
        for name in ('RevisionFigure', 'RevisionFacility', 'RevisionDating')
    )
    for content in contents.order_by('pk').iterator(chunk_size=500):
        document = canonical.decode(content.payload, IncidentDocument)
        inputs = canonical.decode(content.inputs, IncidentInput)
        for measure, summand in projections.summands(document).items():
            columns = {**asdict(summand), 'vague_parts': ','.join(summand.vague_parts)}
            figures.create(revision_id=content.pk, measure=measure, **columns)
        for category, count in projections.facilities(document, inputs).items():
            facilities.create(
                revision_id=content.pk,
                category=category,
                lower=count.lower,
                upper=count.upper,
                numbered_lower=count.numbered_lower,
                number_not_given=count.number_not_given,
                quantifier=count.quantifier,
                number=count.number,
                number_upper=count.number_upper,
            )
        datings.create(revision_id=content.pk, **asdict(projections.dating(document.occurred)))


class Migration(migrations.Migration):

    dependencies = [
        ('sitreps', '0006_what_totals_read'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
