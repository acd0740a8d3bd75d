from dataclasses import asdict

from django.db import migrations

from sitreps.documents import canonical, projections
from sitreps.documents.incident import IncidentDocument


def fill(apps, schema_editor):
    """Who of each figure's people is stated to be a combatant, from the public JSONs. What was erased tells nothing."""
    contents = apps.get_model('sitreps', 'RevisionContent').objects.using(schema_editor.connection.alias)
    combatants = apps.get_model('sitreps', 'RevisionCombatants').objects.using(schema_editor.connection.alias)
    told = contents.filter(payload__contains='"combatants":{').order_by('pk')
    for pk, payload in told.values_list('pk', 'payload').iterator(chunk_size=500):
        document = canonical.decode(payload, IncidentDocument)
        for measure, summand in projections.combatants(document).items():
            columns = {**asdict(summand), 'vague_parts': ','.join(summand.vague_parts)}
            combatants.create(revision_id=pk, measure=measure, **columns)


class Migration(migrations.Migration):

    dependencies = [
        ('sitreps', '0016_combatants_of_figures'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
