import django.db.models.deletion
from django.db import migrations, models

QUANTIFIERS = [
    ('EXACT', 'exactly'),
    ('AT_LEAST', 'at least'),
    ('MORE_THAN', 'more than'),
    ('AT_MOST', 'up to'),
    ('LESS_THAN', 'fewer than'),
    ('BETWEEN', 'between'),
    ('APPROX', 'about'),
    ('ALMOST', 'nearly'),
    ('VAGUE', 'in words only (dozens, several)'),
    ('UNQUANTIFIED', 'no number'),
    ('NONE_REPORTED', 'none reported'),
]


class Migration(migrations.Migration):
    """The rows beside a revision are made anew, wider: guarded rows cannot be filled in where they stand."""

    dependencies = [
        ('sitreps', '0005_indexes_of_the_record'),
    ]

    operations = [
        migrations.DeleteModel(name='RevisionFigure'),
        migrations.CreateModel(
            name='RevisionFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('best', models.BigIntegerField()),
                ('lower', models.BigIntegerField()),
                ('low', models.BigIntegerField()),
                ('highest_stated', models.BigIntegerField()),
                ('numbered_lower', models.BigIntegerField()),
                ('open', models.BooleanField()),
                ('quantifier', models.CharField(choices=QUANTIFIERS, max_length=40)),
                ('printed', models.BigIntegerField(null=True)),
                ('vague_parts', models.TextField(blank=True)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='sitreps.incidentrevision')),
            ],
            options={
                'indexes': [models.Index(fields=['measure', 'lower'], name='figure_at_least')],
                'constraints': [models.UniqueConstraint(fields=('revision', 'measure'), name='one_figure_a_measure')],
            },
        ),
        migrations.CreateModel(
            name='RevisionFacility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=60)),
                ('lower', models.BigIntegerField()),
                ('upper', models.BigIntegerField(null=True)),
                ('numbered_lower', models.BigIntegerField()),
                ('number_not_given', models.BooleanField()),
                ('quantifier', models.CharField(choices=QUANTIFIERS, max_length=40)),
                ('number', models.BigIntegerField(null=True)),
                ('number_upper', models.BigIntegerField(null=True)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='sitreps.incidentrevision')),
            ],
            options={
                'verbose_name_plural': 'revision facilities',
                'indexes': [models.Index(fields=['category'], name='facility_of_category')],
                'constraints': [models.UniqueConstraint(fields=('revision', 'category'), name='one_facility_count_a_category')],
            },
        ),
        migrations.CreateModel(
            name='RevisionDating',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='dating', serialize=False, to='sitreps.incidentrevision')),
                ('day', models.DateField(null=True)),
                ('week', models.DateField(null=True)),
                ('month', models.DateField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
