"""The WSGI application that a web server loads: `config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SITREPS_PROCESS", "web")

application = get_wsgi_application()
