from django.apps import AppConfig


class SitrepsConfig(AppConfig):
    name = "sitreps"
    label = "sitreps"
    verbose_name = "Situation reports"
    default_auto_field = "django.db.models.BigAutoField"
