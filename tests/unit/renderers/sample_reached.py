"""How the figures of the seed's day were reached: the annex part of the sample, one entry an incident and measure."""

from sitreps.documents.layout import ClaimRow, Number, Reached

POLICE = "Ukrainian police, relayed by a media report"
REPORT = "A media report"
SITE = "https://sitreps.example.org"
AS_OF = "24 June 2025 (inferred)"

REACHED = (
    Reached(
        label="1",
        title="Dnipropetrovska oblast: killed",
        ref="UKR-2025-0001",
        measure="KILLED",
        marker="killed",
        answer="At least 13 people were reported killed: 11 in Dnipro and 2 in Samar; police figures, added up.",
        value=Number("at least", "13", "at least 13", "open", "may be higher", ""),
        rows=(
            ClaimRow("“11 residents”", POLICE, "[1]", "1.1 Dnipro", AS_OF, "added", is_used=True, number="11"),
            ClaimRow("“two more”", POLICE, "[1]", "1.2 Samar", AS_OF, "added", is_used=True, number="2"),
            ClaimRow(
                "“at least 11”",
                REPORT,
                "[1]",
                "whole oblast",
                AS_OF,
                "compared; the places add up to more",
                is_used=False,
                number="at least 11",
            ),
        ),
        facts=(
            ("Bounds", "lowest count 11, highest stated 13, may be higher"),
            ("Agreement", "compatible"),
            ("Counted", "3 claims, 1 origin"),
        ),
        noticed=(
            "The overall number is 2 below what the places add up to; the sum is used.",
            "The overall number equals that of Dnipro; it may mean that place alone.",
        ),
        page=f"{SITE}/incidents/UKR-2025-0001/KILLED/",
    ),
    Reached(
        label="1",
        title="Dnipropetrovska oblast: injured",
        ref="UKR-2025-0001",
        measure="INJURED",
        marker="injured",
        answer="More than 100 people were reported injured, according to police.",
        value=Number("more than", "100", "more than 100", "open", "may be higher", ""),
        rows=(
            ClaimRow("“over 100”", POLICE, "[1]", "scope unclear", AS_OF, "used", is_used=True, number="more than 100"),
            ClaimRow(
                "“dozens more”",
                REPORT,
                "[1]",
                "whole oblast",
                AS_OF,
                "gives no number; agrees",
                is_used=False,
                number="“dozens”",
            ),
        ),
        facts=(
            ("Bounds", "at least 101, may be higher"),
            ("Agreement", "single origin"),
            ("Counted", "2 claims, 1 origin"),
        ),
        noticed=("It is unclear whether the number covers Dnipro alone or Samar too.",),
    ),
    Reached(
        label="2",
        title="Sumska oblast: killed",
        ref="UKR-2025-0004",
        measure="KILLED",
        marker="killed",
        answer="3 people were reported killed, of whom at least 1 child; a media report, which names no source.",
        value=Number("", "3", "3", "exact", "", ""),
        rows=(
            ClaimRow("“three people”", REPORT, "[1]", "oblast", AS_OF, "used", is_used=True, number="3"),
            ClaimRow(
                "“people from different families”",
                "The head of the Sumy military administration, relayed by a media report",
                "[1]",
                "oblast",
                AS_OF,
                "gives no number; agrees",
                is_used=False,
                number="no number",
            ),
            ClaimRow(
                "“including a toddler”",
                REPORT,
                "[1]",
                "oblast",
                AS_OF,
                "part of the total",
                is_used=False,
                number="at least 1",
            ),
        ),
        facts=(
            ("Agreement", "single origin"),
            ("Counted", "2 claims, 1 origin"),
            ("Who they were", "at least 1 child; not stated for up to 2"),
        ),
        noticed=(),
    ),
    Reached(
        label="3",
        title="Belgorod oblast: killed",
        ref="RUS-2025-0001",
        measure="KILLED",
        marker="killed",
        answer="1 person was reported killed; a media report, which names no source.",
        value=Number("", "1", "1", "exact", "", ""),
        rows=(ClaimRow("“one man”", REPORT, "[1]", "oblast", AS_OF, "used", is_used=True, number="1"),),
        facts=(("Agreement", "single origin"), ("Counted", "1 claim, 1 origin"), ("Who they were", "1 man")),
        noticed=(),
    ),
    Reached(
        label="4",
        title="Moscow: injured",
        ref="RUS-2025-0002",
        measure="INJURED",
        marker="injured",
        answer="2 people were reported injured, of whom at least 1 woman; a media report, which names no source.",
        value=Number("", "2", "2", "exact", "", ""),
        rows=(ClaimRow("“two”", REPORT, "[1]", "city", AS_OF, "used", is_used=True, number="2"),),
        facts=(
            ("Agreement", "single origin"),
            ("Counted", "1 claim, 1 origin"),
            ("Who they were", "at least 1 woman; not stated for up to 1"),
        ),
        noticed=(),
    ),
)
