"""The addresses of the public pages. They are printed in documents: none of them may ever change."""

from django.urls import path
from django.views.generic import RedirectView

from sitreps.site import editions, incidents, plain

app_name = "site"

urlpatterns = [
    path("", editions.front, name="front"),
    path("editions/", editions.archive, name="archive"),
    path("editions/<slug:series>/", editions.series, name="series"),
    path("editions/<slug:series>/<int:number>/", editions.edition, name="edition"),
    path("incidents/<slug:ref>/", incidents.incident, name="incident"),
    path("incidents/<slug:ref>/<slug:measure>/", incidents.figure, name="figure"),
    path("methodology/", plain.methodology, name="methodology"),
    path("robots.txt", plain.robots, name="robots"),
    path("favicon.ico", RedirectView.as_view(url="/static/site/mark.svg"), name="favicon"),
]
