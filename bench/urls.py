"""The product's addresses, and the peers' beside them, as deep as those: both cost the same to find."""

from django.urls import include, path

from bench.peers.views import Constant, Offset, PeerDetail, PeerList
from config.urls import urlpatterns as product

peers = [
    path("incidents/", PeerList.as_view()),
    path("incidents/<str:ref>/", PeerDetail.as_view()),
    path("constant/<str:name>/", Constant.as_view()),
    path("offset/<int:page>/", Offset.as_view()),
]
urlpatterns = [path("peers/", include([path("v1/", include(peers))])), *product]
