"""Parties: states, armed forces and groups to which an act is attributed."""

from django.db import models

from sitreps.models.base import key_field


class Party(models.Model):
    """A party to a conflict, by its full name, in `names` by further language.

    Police, rescuers and ministries are no part of the armed forces.
    """

    key = key_field(unique=True)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict, blank=True)
    type = models.CharField(max_length=40, default="OTHER")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name
