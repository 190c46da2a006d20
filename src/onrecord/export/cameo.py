"""CAMEO's words for the codes of the codebook, with its Goldstein scores and quad classes."""

from __future__ import annotations

# what the codes are called (the public ICEWS files write the name), and the score that GDELT gives each
CODES: dict[str, tuple[str, float]] = {
    "010": ("Make statement", 0.0), "011": ("Decline comment", -0.1),
    "015": ("Acknowledge or claim responsibility", 0.0), "016": ("Deny responsibility", -2.0),
    "020": ("Make an appeal or request", 3.0), "030": ("Express intent to cooperate", 4.0),
    "0331": ("Express intent to provide economic aid", 5.2), "036": ("Express intent to meet or negotiate", 4.0),
    "040": ("Consult", 1.0), "051": ("Praise or endorse", 3.4), "055": ("Apologize", 7.0),
    "057": ("Sign formal agreement", 8.0), "070": ("Provide aid", 7.0), "080": ("Yield", 5.0),
    "084": ("Return, release", 7.0), "0841": ("Return, release person(s)", 7.0),
    "085": ("Ease economic sanctions, boycott, embargo", 7.0), "0871": ("Declare truce, ceasefire", 9.0),
    "0874": ("Retreat or surrender militarily", 10.0), "100": ("Demand", -5.0),
    "111": ("Criticize or denounce", -2.0), "112": ("Accuse", -2.0), "120": ("Reject", -4.0),
    "121": ("Reject material cooperation", -4.0), "130": ("Threaten", -4.4),
    "140": ("Engage in political dissent", -6.5), "141": ("Demonstrate or rally", -6.5),
    "154": ("Mobilize or increase armed forces", -7.2), "160": ("Reduce relations", -4.0),
    "163": ("Impose embargo, boycott, or sanctions", -8.0), "164": ("Halt negotiations", -7.0),
    "172": ("Impose administrative sanctions", -5.0), "173": ("Arrest, detain, or charge with legal action", -5.0),
    "174": ("Expel or deport individuals", -5.0), "181": ("Abduct, hijack, or take hostage", -9.0),
    "190": ("Use conventional military force", -10.0), "196": ("Violate ceasefire", -9.5),
}  # fmt: skip


def quad_of(code: str) -> int:
    """The quad class of a code by its root: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict."""
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4
