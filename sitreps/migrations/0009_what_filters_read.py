import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sitreps', '0008_takedowns'),
    ]

    operations = [
        migrations.CreateModel(
            name='RevisionText',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='text', serialize=False, to='sitreps.incidentrevision')),
                ('search_text', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RevisionScene',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='scene', serialize=False, to='sitreps.incidentrevision')),
                ('place_key', models.CharField(max_length=64)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('perpetrator', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['place_key', 'revision'], name='scene_of_place'), models.Index(fields=['lat', 'lon'], name='scene_in_box'), models.Index(condition=models.Q(('perpetrator', ''), _negated=True), fields=['perpetrator'], name='scene_of_party')],
            },
        ),
        migrations.CreateModel(
            name='RevisionSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='sitreps.incidentrevision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'revision'), name='source_once_a_revision')],
            },
        ),
    ]
