from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sitreps', '0010_fill_what_filters_read'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='latest',
            index=models.Index(fields=['event_type', '-occurred_on', 'ref'], name='latest_by_event_type'),
        ),
        migrations.AddIndex(
            model_name='latest',
            index=models.Index(fields=['sub_event_type', '-occurred_on', 'ref'], name='latest_by_sub_event_type'),
        ),
        migrations.AddIndex(
            model_name='latest',
            index=models.Index(fields=['weapon', '-occurred_on', 'ref'], name='latest_by_weapon'),
        ),
        migrations.AddIndex(
            model_name='latest',
            index=models.Index(fields=['grade', '-occurred_on', 'ref'], name='latest_by_grade'),
        ),
    ]
