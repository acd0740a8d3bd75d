"""The pages of one claim: pin, leave out, confirm a re-quote, grade and date anew, withdraw; each can be taken back.

Every page shows the figures before and after, so that nobody decides blindly, and what was decided before.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from sitreps import permissions
from sitreps.actions import annotating, incidents, increments
from sitreps.admin import fields
from sitreps.admin.base import DeskAdmin, now, person
from sitreps.admin.effects import Changes, effects_of
from sitreps.admin.incident_forms import zone_of
from sitreps.admin.incident_pages import VersionForm, View, ask
from sitreps.admin.row_forms import CREDIBILITY, OPTIONS
from sitreps.codelists import AsOfBasis, ClaimStatus, WithdrawalReason
from sitreps.errors import StaleVersion, WrongState
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident


class ReasonForm(VersionForm):
    """Why: the one thing that every judgement is asked for."""

    reason = forms.CharField(label="Why; stays in the desk", widget=forms.Textarea(attrs={"rows": 3}))


class RegradeForm(ReasonForm):
    """Another letter or another credibility."""

    reliability = forms.ChoiceField(required=False, choices=OPTIONS["reliability"])
    credibility = forms.TypedChoiceField(coerce=int, choices=CREDIBILITY)

    field_order = ("reliability", "credibility", "reason")


class RedateForm(ReasonForm):
    """Another moment or day, and on what it rests."""

    as_of = fields.WhenField(days=True, required=False, label="As of")
    basis = forms.ChoiceField(label="The time is", choices=AsOfBasis.choices())
    zone = ZoneInfo("UTC")

    field_order = ("as_of", "basis", "reason")

    def clean_as_of(self) -> date | datetime | None:
        typed: date | datetime | None = self.cleaned_data["as_of"]
        return fields.resolve(typed, self.zone) if isinstance(typed, datetime) else typed


class WithdrawForm(VersionForm):
    """Why a claim is taken out of the figures."""

    reason = forms.ChoiceField(label="Why", choices=[("", "choose"), *WithdrawalReason.choices()])
    note = forms.CharField(label="Note for colleagues", required=False, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True, slots=True)
class Act:
    """One decision about a claim: the page's words, who may, and what is done. `changes`: of which claims it would
    change which members, for the figures before and after."""

    question: str
    consequence: str
    verb: str
    done: str
    act: Callable[..., object]
    changes: Callable[[Claim], Changes] = lambda _: {}
    may: Callable[..., None] = permissions.check_review


def _pinned(claim: Claim) -> Changes:
    others = claim.incident.claims.filter(measure=claim.measure, kind=claim.kind, recommended=True)
    return {**{one.key: {"recommended": False} for one in others}, claim.key: {"recommended": True}}


def _only(**members: Any) -> Callable[[Claim], Changes]:
    return lambda claim: {claim.key: members}


ACTS: Mapping[str, Act] = {
    "pin": Act(
        "Pin {key} as the figure",
        "The figure is then what this claim says, whatever the rules would choose. The pin lapses when the claim is"
        " replaced, or when its source gives a newer number. Readers are told that editors chose it, not why.",
        "Pin {key}",
        "Pinned",
        annotating.pin,
        _pinned,
    ),
    "unpin": Act(
        "Take the pin off {key}",
        "The rules choose the figure again.",
        "Take the pin off",
        "Pin taken off",
        annotating.unpin,
        _only(recommended=False),
    ),
    "exclude": Act(
        "Leave {key} out of the figure",
        "It stays on record and counts no more, with your name beside it. Readers are told that it could not be relied"
        " on for this figure, not why.",
        "Leave {key} out",
        "Left out",
        annotating.exclude,
        _only(excluded=True),
    ),
    "count_again": Act(
        "Count {key} again",
        "It counts as the rules say, like any other claim.",
        "Count {key} again",
        "Counted again",
        annotating.count_again,
        _only(excluded=False),
    ),
    "confirm_requote": Act(
        "Did the origin itself revise downward?",
        "{key} gives a lower number of its origin than the origin is known to have stated, and comes from a report that"
        " does not say when the origin said it. Confirm it only if the origin itself went down: then it counts. Until"
        " then the higher number stays.",
        "Yes, it revised downward",
        "Confirmed",
        annotating.confirm_requote,
        _only(requote_confirmed=True),
    ),
    "doubt_requote": Act(
        "Take the confirmation of {key} back",
        "It waits again as an old number that was told once more, and the higher number counts.",
        "Take it back",
        "Confirmation taken back",
        annotating.doubt_requote,
        _only(requote_confirmed=False),
    ),
}


BUTTON = re.compile(
    r"(?P<act>accept|dismiss|reopen):(?P<key>[\w.-]{1,64}):(?P<base>[\w.-]{1,64}):(?P<at_least>\d{1,9})"
)
"""What the name of a proposal's button says: what to do, and what the person saw."""


def pages(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """Route, view and name of each page below a claim."""
    simple = [(f"claims/<str:key>/{name}", partial(decide, admin, name=name), name) for name in ACTS]
    return [
        *simple,
        ("increment", require_POST(partial(increment, admin)), "increment"),
        ("claims/<str:key>/regrade", partial(regrade, admin), "regrade"),
        ("claims/<str:key>/redate", partial(redate, admin), "redate"),
        ("claims/<str:key>/withdraw", partial(withdraw, admin), "withdraw"),
    ]


def decide(admin: DeskAdmin, request: HttpRequest, pk: int, key: str, *, name: str) -> HttpResponse:
    """Pin, leave out or confirm, or take one of these back."""
    act = ACTS[name]
    act.may(person(request))
    claim = _claim(pk, key)

    def write(incident: Incident, typed: dict[str, Any]) -> str:
        act.act(
            claim=claim,
            reason=typed["reason"],
            expected_version=typed["version"],
            by=person(request),
            now=now(),
        )
        return f"{act.done}: {key} of {incident.ref}."

    words = {word: getattr(act, word).format(key=key) for word in ("question", "consequence", "verb")}
    return _asked(admin, request, claim, ReasonForm, write, changes=act.changes(claim), **words)


def increment(admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Accept what an increment proposes, set it aside, or take that back: one click, by the button's name."""
    permissions.check_review(person(request))
    back = HttpResponseRedirect(f"{admin.url('change', pk)}#figures")
    pressed = next((found for name in request.POST if (found := BUTTON.fullmatch(name))), None)
    if pressed is None:
        messages.error(request, "Press a button of one proposal.")
        return back
    claim = _claim(pk, pressed["key"])
    try:
        messages.success(request, _answered(request, claim, pressed))
    except (WrongState, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return back


def _answered(request: HttpRequest, claim: Claim, pressed: re.Match[str]) -> str:
    """What was done about a proposal."""
    by, moment, ref = person(request), now(), claim.incident.ref
    base, at_least, version = pressed["base"], int(pressed["at_least"]), request.POST.get("version", "")
    if pressed["act"] == "accept":
        seen = int(version) if version.isdecimal() else 0
        made = increments.accept(claim=claim, base=base, at_least=at_least, expected_version=seen, by=by, now=moment)
        return f"Added: {made.key}, at least {made.value}, to {ref}."
    if pressed["act"] == "dismiss":
        increments.dismiss(claim=claim, base=base, at_least=at_least, by=by, now=moment)
        return f"Set aside: {claim.key} of {ref}."
    increments.reopen(claim=claim, by=by, now=moment)
    return f"Proposed again: {claim.key} of {ref}."


def regrade(admin: DeskAdmin, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Another grade for a claim."""
    permissions.check_log(person(request))
    claim = _claim(pk, key)

    def write(incident: Incident, typed: dict[str, Any]) -> str:
        annotating.regrade(
            claim=claim,
            reliability=typed["reliability"],
            credibility=typed["credibility"],
            reason=typed["reason"],
            expected_version=typed["version"],
            by=person(request),
            now=now(),
        )
        return f"Graded anew: {key} of {incident.ref}."

    return _asked(
        admin,
        request,
        claim,
        RegradeForm,
        write,
        initial={"reliability": claim.reliability, "credibility": claim.credibility},
        question=f"Grade {key} anew",
        consequence="What it says stays; how much weight it has changes. Letters never leave the desk.",
        verb=f"Grade {key}",
    )


def redate(admin: DeskAdmin, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Another time for a claim."""
    permissions.check_log(person(request))
    claim = _claim(pk, key)
    zone = zone_of(claim.incident)

    def write(incident: Incident, typed: dict[str, Any]) -> str:
        annotating.redate(
            claim=claim,
            as_of=typed["as_of"],
            basis=AsOfBasis(typed["basis"]),
            reason=typed["reason"],
            expected_version=typed["version"],
            by=person(request),
            now=now(),
        )
        return f"Dated anew: {key} of {incident.ref}."

    return _asked(
        admin,
        request,
        claim,
        type("RedateForm", (RedateForm,), {"zone": zone}),
        write,
        initial={"as_of": fields.typed(claim.as_of_at or claim.as_of_on, zone), "basis": claim.as_of_basis},
        question=f"Date {key} anew",
        consequence=f"As of when the number holds. A time without an offset is in {zone.key}.",
        verb=f"Date {key}",
    )


def withdraw(admin: DeskAdmin, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a claim out of the figures for good."""
    permissions.check_log(person(request))
    claim = _claim(pk, key)

    def write(incident: Incident, typed: dict[str, Any]) -> str:
        incidents.withdraw_claim(
            claim=claim,
            expected_version=typed["version"],
            reason=WithdrawalReason(typed["reason"]),
            note=typed["note"],
            by=person(request),
            now=now(),
        )
        return f"Withdrawn: {key} of {incident.ref}."

    return _asked(
        admin,
        request,
        claim,
        WithdrawForm,
        write,
        changes={key: {"status": str(ClaimStatus.WITHDRAWN)}},
        question=f"Withdraw claim {key}",
        consequence="It counts in no figure any more. Revisions that are public stay as they are; the next one says"
        " that it was withdrawn.",
        verb=f"Withdraw {key}",
    )


def _asked(
    admin: DeskAdmin,
    request: HttpRequest,
    claim: Claim,
    form_class: type[VersionForm],
    write: Callable[[Incident, dict[str, Any]], str],
    *,
    changes: Changes | None = None,
    initial: Mapping[str, Any] | None = None,
    **words: str,
) -> HttpResponse:
    effects = SimpleLazyObject(partial(effects_of, claim.incident, changes)) if changes else None
    return ask(
        admin,
        request,
        claim.incident_id,
        name="annotate",
        form_class=form_class,
        act=write,
        back=f"#claim-{claim.key}",
        initial=initial,
        claim=claim,
        effects=effects,
        history=list(claim.annotations.all()),
        title=words["question"],
        **words,
    )


def _claim(pk: int, key: str) -> Claim:
    return get_object_or_404(Claim.objects.select_related("incident__place", "origin"), incident=pk, key=key)
