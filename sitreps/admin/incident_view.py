"""What the page of an incident shows beside its form: head, cards, figure panel, places, comments, workflow bar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from sitreps import permissions
from sitreps.actions import publishing
from sitreps.admin import cards
from sitreps.admin.claim_marks import Rights, Sight, annotations_of
from sitreps.admin.panel import Panel, panel
from sitreps.admin.proposals import Offer, offers
from sitreps.admin.record_view import Record, record_of
from sitreps.admin.row_forms import RowFormSet
from sitreps.documents import wording
from sitreps.documents.inputs import IncidentInput
from sitreps.errors import SitrepsError
from sitreps.models.accounts import User
from sitreps.models.comments import Comment
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import desk, protected
from sitreps.queries.people import Names
from sitreps.workflow import EDITABLE, GONE, IncidentMove, IncidentState, can_move


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to do. `name`: it saves the form; `href`: it leads on. `held`: why it may not act, and the way out."""

    text: str
    name: str = ""
    href: str = ""
    is_primary: bool = False
    held: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of a cluster in its list."""

    incident: Incident
    href: str
    killed: str
    injured: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class ChildCard:
    """A claim of a place, read only in its cluster's page."""

    href: str
    ref: str
    place: str
    card: cards.Card


@dataclass(frozen=True, slots=True)
class View:
    """The page. `incident` is None while a new one is written."""

    incident: Incident | None
    zone: str
    panel: Panel | None
    claims: Sequence[cards.Card]
    child_claims: Sequence[ChildCard]
    facilities: Sequence[cards.DamageCard]
    persons: Sequence[PersonMention]
    may_see_persons: bool
    places: Sequence[PlaceRow]
    comments: Sequence[Comment]
    revisions: Sequence[IncidentRevision]
    record: Record | None
    buttons: Sequence[Button]
    may_write: bool
    when: str
    where: str

    may_judge: bool = False
    may_review: bool = False
    offers: Sequence[Offer] = ()

    @property
    def held(self) -> str:
        """The reason of the first button that may not act."""
        return next((button.held for button in self.buttons if button.held), "")

    @property
    def has_ended(self) -> bool:
        """Whether it is over, so that nothing comes any more."""
        return self.incident is not None and self.incident.state in GONE

    @property
    def strip(self) -> str:
        """The figures in one line."""
        if self.panel is None:
            return "No figure yet"
        return self.panel.strip


def incident_view(
    incident: Incident | None, user: User, formsets: Mapping[str, RowFormSet], names: Names, *, now: datetime
) -> View:
    """The page of an incident, or of a new one. A fixed number of queries, and one tree of arithmetic."""
    may_write = permissions.can(permissions.check_log, user)
    if incident is None:
        return _empty(formsets)
    row = desk.with_everything(Incident.objects.filter(pk=incident.pk)).get()
    children = list(desk.with_everything(row.children.exclude(state__in=GONE)).order_by("ref"))
    zones = desk.desk_zones()
    inputs, *child_inputs = [desk.incident_input(one, zones=zones) for one in (row, *children)]
    revisions = list(row.revisions.order_by("-number"))
    secrets = protected.secrets_of([row.ref, *(child.ref for child in children)])
    inputs = replace(inputs, formerly_current=desk.formerly_current(row) if revisions else ())
    shown = panel(inputs, child_inputs, at=now, secrets=secrets)
    rights, noted = Rights.of(user, row), annotations_of([row])
    offered = offers(inputs, {claim.key: noted.get(claim.pk, ()) for claim in row.claims.all()}, names)
    sight = Sight(rights, noted, offered, names)
    places = [(child, one, panel(one)) for child, one in zip(children, child_inputs, strict=True)]
    return View(
        incident=row,
        zone=inputs.zone,
        panel=shown,
        claims=cards.claim_cards(row, inputs, shown, formsets.get("claims"), sight=sight),
        child_claims=_child_cards(places),
        facilities=cards.damage_cards(row, formsets.get("facilities")),
        persons=list(row.persons.all()) if may_write else [],
        may_see_persons=may_write,
        places=[_place_row(child, one, its) for child, one, its in places],
        comments=list(row.comments.select_related("by")),
        revisions=revisions,
        record=record_of(row, user) if revisions else None,
        buttons=buttons(row, children, user, now=now),
        may_write=may_write and row.state in EDITABLE,
        may_judge=rights.judge,
        may_review=rights.review,
        offers=offered.offers,
        when=when_words(row, inputs),
        where=where_words(inputs),
    )


def buttons(incident: Incident, children: Sequence[Incident], user: User, *, now: datetime) -> list[Button]:
    """What this person may do now, and why not what they may not. At most one is primary."""
    state = IncidentState(incident.state)
    if not permissions.can(permissions.check_log, user) or state not in EDITABLE:
        return []
    found = [Button("Save", name="_save", key="Ctrl S", is_primary=state == IncidentState.PUBLISHED)]
    if can_move(state, IncidentMove.DISCARD):
        found.append(Button("Discard…", href=_page("discard", incident)))
    if can_move(state, IncidentMove.SUBMIT):
        waiting = sum(can_move(IncidentState(child.state), IncidentMove.SUBMIT) for child in children)
        places = f" with {wording.counted(waiting, 'place', 'places')}" if waiting else " for review"
        found.append(Button(f"Submit{places}", name="_submit", is_primary=True))
    if state == IncidentState.IN_REVIEW:
        if permissions.can(permissions.check_review, user):
            found.append(Button("Return with reason…", href=_page("return", incident)))
        found.append(_publish(incident, children, user, now=now))
    return found


def _publish(incident: Incident, children: Sequence[Incident], user: User, *, now: datetime) -> Button:
    going = sum(child.state == IncidentState.IN_REVIEW for child in children)
    text = f"Review and publish with {wording.counted(going, 'place', 'places')}…" if going else "Review and publish…"
    try:
        publishing.check_tree(incident=incident, by=user, now=now)
    except SitrepsError as refusal:
        return Button(text, held=str(refusal).removeprefix(f"{incident.ref}: "))
    return Button(text, href=_page("publish", incident), is_primary=True)


def when_words(incident: Incident, inputs: IncidentInput) -> str:
    """The day, how exactly, and on what that rests."""
    words = f"{wording.day(incident.occurred_on)}, {incident.get_date_precision_display()}"
    return f"{words} (inferred)" if inputs.date_basis == "INFERRED" else words


def where_words(inputs: IncidentInput) -> str:
    """The place with its code and unit."""
    place = inputs.place
    names = [place.name, place.adm1.name if place.adm1 and place.adm1.name != place.name else None]
    code = f" ({place.pcode})" if place.pcode else ""
    return ", ".join(name for name in names if name) + code


def _page(name: str, incident: Incident) -> str:
    return reverse(f"admin:sitreps_incident_{name}", args=[incident.pk])


def _child_cards(places: Iterable[tuple[Incident, IncidentInput, Panel]]) -> list[ChildCard]:
    found = []
    for child, one, shown in places:
        if not one.is_counted:
            continue
        href = reverse("admin:sitreps_incident_change", args=[child.pk])
        found += [
            ChildCard(href, child.ref, one.place.name, card)
            for card in cards.claim_cards(child, one, shown, None)
            if card.use.code in {"used", "counted", "vague"}
        ]
    return found


def _place_row(child: Incident, inputs: IncidentInput, shown: Panel) -> PlaceRow:
    words = {figure.measure: figure.best for figure in shown.figures}
    href = reverse("admin:sitreps_incident_change", args=[child.pk])
    return PlaceRow(child, href, words["KILLED"], words["INJURED"], is_counted=inputs.is_counted)


def _empty(formsets: Mapping[str, RowFormSet]) -> View:
    """A page on which nothing is saved yet."""
    return View(
        incident=None,
        zone=desk.UTC,
        panel=None,
        claims=[cards.new_card(form) for form in formsets["claims"].rows],
        child_claims=(),
        facilities=cards.new_damage(formsets["facilities"]),
        persons=(),
        may_see_persons=True,
        places=(),
        comments=(),
        revisions=(),
        record=None,
        buttons=(
            Button("Save as draft", name="_save", key="Ctrl S"),
            Button("Submit for review", name="_submit", is_primary=True),
        ),
        may_write=True,
        when="",
        where="",
    )
