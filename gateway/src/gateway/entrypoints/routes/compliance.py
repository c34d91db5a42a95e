"""Routes to compliance."""

from gateway.entrypoints.routes.route import CSV, JSON, Route
from gateway.entrypoints.schemas import compliance as shapes

_SERVICE = "compliance"
_PEOPLE = "Lembaga"
_DUTY = "Kewajiban"
_IMPORT_MAX = 5 * 1024 * 1024
_IMPORT_S = 60.0
_PERIOD_S = 60.0

COMPLIANCE = (
    Route(
        operation="register_institution",
        method="POST",
        path="/v1/institutions",
        tag=_PEOPLE,
        service=_SERVICE,
        summary="Mendaftarkan lembaga.",
        description="Register an institution whose members have a duty.",
        body=shapes.RegisterInstitutionBody,
        answer=shapes.InstitutionAnswer,
        status=201,
        keyed=True,
    ),
    Route(
        operation="define_agency",
        method="POST",
        path="/v1/agencies",
        tag=_PEOPLE,
        service=_SERVICE,
        summary="Menambahkan unit kerja.",
        description="Define a unit of an institution.",
        body=shapes.DefineAgencyBody,
        answer=shapes.AgencyAnswer,
        status=201,
        keyed=True,
    ),
    Route(
        operation="import_members",
        method="POST",
        path="/v1/member-imports",
        tag=_PEOPLE,
        service=_SERVICE,
        summary="Memuat daftar pegawai.",
        description=(
            "Load the members from CSV, inside JSON or as text/csv with the rest in the query. A"
            " file with a bad line loads nothing and names every bad line; the same file twice"
            " changes nothing. At most 5 MiB."
        ),
        body=shapes.ImportMembersBody,
        query=shapes.ImportMembersQuery,
        answer=shapes.MemberImportAnswer,
        keyed=True,
        slow_s=_IMPORT_S,
        body_max=_IMPORT_MAX,
        media_types=(JSON, CSV),
    ),
    Route(
        operation="enact_policy",
        method="POST",
        path="/v1/policies",
        tag=_DUTY,
        service=_SERVICE,
        summary="Menetapkan aturan belanja.",
        description="Enact a rule. Whoever drafted it is not the one who enacts it.",
        body=shapes.EnactPolicyBody,
        answer=shapes.PolicyAnswer,
        status=201,
        keyed=True,
    ),
    Route(
        operation="open_period",
        method="POST",
        path="/v1/periods/<period>/opening",
        tag=_DUTY,
        service=_SERVICE,
        summary="Membuka sebuah bulan.",
        description="Open a month: every member's duty under the rule in force.",
        body=shapes.PeriodBody,
        answer=shapes.PeriodOpenedAnswer,
        keyed=True,
        slow_s=_PERIOD_S,
    ),
    Route(
        operation="close_period",
        method="POST",
        path="/v1/periods/<period>/closing",
        tag=_DUTY,
        service=_SERVICE,
        summary="Menutup sebuah bulan.",
        description=(
            "Close a month and say who met the duty, once all news from it has arrived. Until then"
            " the answer is waiting; ask again later, with a new key."
        ),
        body=shapes.PeriodBody,
        answer=shapes.PeriodClosedAnswer,
        keyed=True,
        slow_s=_PERIOD_S,
    ),
    Route(
        operation="period",
        method="GET",
        path="/v1/periods/<period>",
        tag=_DUTY,
        service=_SERVICE,
        summary="Melihat keadaan sebuah bulan.",
        description="See how a month stands: counts, sums, and what it rests on.",
        query=shapes.PeriodQuery,
        answer=shapes.PeriodAnswer,
    ),
    Route(
        operation="recomputation",
        method="GET",
        path="/v1/periods/<period>/recomputation",
        tag=_DUTY,
        service=_SERVICE,
        summary="Menghitung ulang sebuah bulan.",
        description="Compute a month again from the facts alone, and say how many figures differ.",
        query=shapes.PeriodQuery,
        answer=shapes.RecomputationAnswer,
        slow_s=_PERIOD_S,
    ),
    Route(
        operation="obligation",
        method="GET",
        path="/v1/obligations/<uuid:membership_id>/<period>",
        tag=_DUTY,
        service=_SERVICE,
        summary="Melihat kewajiban seorang anggota.",
        description="See one member's duty of a month: one's own, or as an officer.",
        query=shapes.ObligationQuery,
        unsent=("institution_id",),
        answer=shapes.ObligationAnswer,
    ),
    Route(
        operation="obligations",
        method="GET",
        path="/v1/obligations",
        tag=_DUTY,
        service=_SERVICE,
        summary="Melihat kewajiban semua anggota.",
        description="List the duties of a month; the head of a unit sees met or not met.",
        query=shapes.ObligationsQuery,
        answer=shapes.ObligationsAnswer,
    ),
)
