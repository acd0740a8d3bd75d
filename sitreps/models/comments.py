"""What colleagues write to each other about an incident. It stays in the desk."""

from django.db import models

from sitreps.models.accounts import User
from sitreps.models.incidents import Incident


class Comment(models.Model):
    """A remark, or the reason for which an incident was returned (`is_return`)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    is_return = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident.ref} {self.by}"
