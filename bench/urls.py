"""The product's addresses, and the peers' beside them."""

from django.urls import include, path

from bench.peers.views import Constant, Offset, PeerDetail, PeerList

urlpatterns = [
    path("peers/incidents/", PeerList.as_view()),
    path("peers/incidents/<str:ref>/", PeerDetail.as_view()),
    path("peers/constant/<str:name>/", Constant.as_view()),
    path("peers/offset/<int:page>/", Offset.as_view()),
    path("", include("config.urls")),
]
