"""Every address of the desk, by its part: the desk itself, the API for partners, the public pages."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
