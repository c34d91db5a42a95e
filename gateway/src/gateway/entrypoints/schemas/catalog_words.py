"""What the shapes of sellers and of products have in common."""

from marshmallow import fields, validate

from gateway.entrypoints.fields import (
    Body,
    Whole,
    identifier,
    line,
)

KINDS = ("individual", "farmer", "farmer_group", "cooperative", "company", "foundation")
DEPARTMENTS = ("diskopindag", "dispangtan", "other")
SCALES = ("micro", "small", "medium", "unknown")
RELATIONS = (
    "none_declared",
    "owner_is_member",
    "spouse_is_member",
    "family_is_member",
    "unknown",
)
CHECKS = ("nib", "ktp_city", "location", "activity", "food_permit", "halal")
RESULTS = ("pass", "fail", "not_applicable")
REJECTIONS = (
    "nib_invalid",
    "outside_city",
    "location_not_found",
    "no_activity",
    "not_a_small_business",
    "permit_missing",
    "duplicate",
    "other",
)
MERCHANT_STATUSES = ("registered", "verified", "rejected", "suspended")
UNITS = ("g", "ml", "piece")
CSV_LENGTH_MAX = 5 * 1024 * 1024
CLOCK_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def sha256(description: str) -> fields.String:
    return fields.String(
        allow_none=True,
        validate=Whole(r"^[0-9a-f]{64}$", error="Not a SHA-256 in hexadecimal."),
        metadata={"description": description},
    )


def instant(description: str) -> fields.AwareDateTime:
    return fields.AwareDateTime(allow_none=True, metadata={"description": description})


def kecamatan(description: str) -> fields.String:
    return fields.String(
        validate=Whole(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$", error="Not a code of a kecamatan."),
        metadata={"description": description},
    )


def csv_file(description: str) -> fields.String:
    return fields.String(
        required=True,
        validate=[
            validate.Length(1, CSV_LENGTH_MAX),
            Whole(r"^[^\x00]*$", error="Not text."),
        ],
        metadata={"description": description},
    )


class ActBody(Body):
    """An officer may act for the seller, in her name."""

    on_behalf_of_id = identifier("The seller's account, if an officer acts for her.")
    authority_ref = line("The letter on which an officer acts.", longest=100)


class DecisionBody(Body):
    authority_ref = line("The letter on which the officer acts.", longest=100)


def clock_time(description: str, *, required: bool = True) -> fields.String:
    return fields.String(
        required=required,
        validate=Whole(CLOCK_TIME, error="A time of day is written HH:MM."),
        metadata={"description": description},
    )
