"""The words that requests about members and duties choose from."""

AGENCY_KINDS = (
    "opd",
    "bagian",
    "kecamatan",
    "kelurahan",
    "uptd",
    "school",
    "puskesmas",
    "other",
)
STATUSES = (
    "active",
    "cpns",
    "leave_unpaid",
    "leave_sick",
    "maternity",
    "study",
    "seconded_in",
    "seconded_out",
    "suspended",
    "retired",
    "died",
    "other",
)
IDENTITY_KINDS = ("pns", "cpns", "pppk", "pppk_part_time", "non_asn", "lecturer", "employee")
IDENTITY_CAUSES = (
    "new_contract",
    "pppk_to_pns",
    "appointment",
    "correction",
    "institution_change",
    "other",
)
LEAVE_REASONS = (
    "retired",
    "died",
    "resigned",
    "contract_end",
    "moved_out",
    "dismissed",
    "other",
)
POLICY_KINDS = (
    "percent_of_tpp_ceiling",
    "flat",
    "by_grade",
    "by_position",
    "by_job_class",
    "by_tpp_band",
)
OUTCOMES = ("met", "not_met", "exempt", "out_of_scope", "open")
