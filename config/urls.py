"""Every address of the desk, by its part: the desk itself, the API for partners, the public pages."""

from django.contrib import admin
from django.urls import include, path

from sitreps.api import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("sitreps.api.urls")),
    path("", include("sitreps.site.urls")),
    path("health/live", health.live),
    path("health/ready", health.ready),
]

handler400 = "sitreps.api.problems.bad_request"
handler404 = "sitreps.site.errors.not_found"
handler500 = "sitreps.api.problems.server_error"
