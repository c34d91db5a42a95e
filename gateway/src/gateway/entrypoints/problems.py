"""Every refusal as a problem document (RFC 9457): one table of statuses, one of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain.refusals import Forbidden, MediaTypeWrong, TooMany, Unauthenticated
from kernel.domain.errors import (
    Conflict,
    Invalid,
    KernelError,
    NotFound,
    Refusal,
    Rejected,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2


class RouteUnknown(NotFound):
    code = "route_unknown"


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"


class BodyTooLarge(Refusal):
    code = "body_too_large"


class BodySlow(Refusal):
    code = "body_slow"


class BodyBroken(Invalid):
    code = "body_broken"


class MediaTypeUnsupported(MediaTypeWrong):
    code = "media_type_unsupported"


class JsonMalformed(Invalid):
    code = "json_malformed"


class RequestMalformed(Invalid):
    code = "request_malformed"


class KeyMissing(Invalid):
    code = "idempotency_key_missing"


class KeyMalformed(Invalid):
    code = "idempotency_key_malformed"


class InternalError(KernelError):
    code = "internal_error"


STATUSES: tuple[tuple[type[KernelError], int, str], ...] = (
    (Unauthenticated, 401, "Belum dikenal"),
    (Forbidden, 403, "Tidak berhak"),
    (TooMany, 429, "Terlalu sering"),
    (MethodNotAllowed, 405, "Metode tidak tersedia"),
    (BodySlow, 408, "Kiriman terlalu lambat"),
    (BodyTooLarge, 413, "Kiriman terlalu besar"),
    (MediaTypeWrong, 415, "Jenis kiriman tidak didukung"),
    (Invalid, 400, "Permintaan tidak benar"),
    (NotFound, 404, "Tidak ditemukan"),
    (Rejected, 422, "Ditolak"),
    (Conflict, 409, "Berbenturan"),
    (Unavailable, 503, "Sedang tidak tersedia"),
    (InternalError, 500, "Kesalahan di pihak kami"),
)
# A service refuses in one of five families; a missing role is 403 whoever notices it.
_STATUS_OF_CODE = {"role_missing": 403}
_TITLES = {status: title for _, status, title in STATUSES}

WORDS: Mapping[str, str] = {
    "account_locked": "Akun ini dikunci; hubungi petugas.",
    "account_not_found": "Akun tidak ditemukan.",
    "body_broken": "Kiriman terputus sebelum selesai.",
    "body_slow": "Kiriman terlalu lambat; coba lagi.",
    "body_too_large": "Kiriman terlalu besar.",
    "broker_unavailable": "Layanan sedang tidak terjangkau; coba lagi dengan kunci yang sama.",
    "busy": "Layanan sedang sibuk; coba lagi dengan kunci yang sama.",
    "case_ref_malformed": "X-Case-Ref berisi kode perkara, bukan kalimat atau nomor orang.",
    "content_not_as_declared": "Isi berkas bukan jenis yang disebut oleh Content-Type.",
    "database_unavailable": "Basis data sedang tidak terjangkau; coba lagi.",
    "identity_taken": "Identitas ini sudah terhubung dengan akun lain.",
    "file_empty": "Berkas ini kosong.",
    "file_not_found": "Berkas tidak ditemukan.",
    "file_quota_exceeded": "Tempat untuk berkas Anda sudah penuh.",
    "idempotency_key_malformed": "Idempotency-Key berisi 1 sampai 128 huruf, angka atau tanda.",
    "idempotency_key_missing": "Sertakan header Idempotency-Key.",
    "idempotency_key_reused": "Idempotency-Key ini sudah dipakai untuk permintaan lain.",
    "in_progress": "Permintaan yang sama sedang dikerjakan.",
    "institution_foreign": "Peran Anda berlaku di lembaga lain.",
    "institution_missing": "Peran ini berlaku dalam sebuah lembaga; sebutkan lembaganya.",
    "internal_error": "Terjadi kesalahan di pihak kami; kesalahan ini sudah tercatat.",
    "interrupted": "Permintaan terputus; coba lagi dengan kunci yang sama.",
    "issuer_unavailable": "Penyedia masuk sedang tidak terjangkau; coba lagi.",
    "issuer_unknown": "Token ini dari penyedia masuk yang tidak dipercaya di sini.",
    "json_malformed": "Isi kiriman bukan JSON yang benar.",
    "login_locked": "Terlalu banyak percobaan masuk; tunggu sebentar.",
    "login_malformed": "Nama masuk berisi 3 sampai 100 huruf kecil, angka atau . _ @ + -",
    "login_refused": "Nama masuk atau kata sandi salah.",
    "login_taken": "Nama masuk ini sudah dipakai.",
    "media_type_unsupported": "Kirimkan isi dengan Content-Type yang didukung.",
    "membership_taken": "Salah satu keanggotaan ini milik akun lain.",
    "membership_unknown": "Lembaga ini tidak mengenal keanggotaan tersebut.",
    "method_not_allowed": "Metode ini tidak tersedia di alamat ini.",
    "on_behalf_not_allowed": "Hanya petugas yang bertindak atas nama orang lain.",
    "own_account": "Akun sendiri tidak dapat dikunci atau dibuka.",
    "password_missing": "Akun ini tidak memiliki kata sandi.",
    "password_unsuitable": "Kata sandi berisi 8 sampai 200 huruf dan bukan nama masuk.",
    "password_wrong": "Kata sandi saat ini salah.",
    "period_malformed": "Bulan ditulis YYYY-MM.",
    "price_changed": "Harga sudah berubah; periksa jumlah yang baru.",
    "purpose_unknown": "X-Purpose-Code tidak dikenal.",
    "rate_limited": "Terlalu banyak permintaan; tunggu sebentar.",
    "refresh_refused": "Token penyegar tidak dikenal atau kedaluwarsa; silakan masuk lagi.",
    "request_malformed": "Ada isian yang kurang, tidak dikenal, atau salah bentuk.",
    "role_missing": "Anda tidak memiliki peran untuk ini.",
    "role_not_self_asked": "Peran ini hanya diberikan oleh operator.",
    "route_unknown": "Alamat ini tidak ada.",
    "session_revoked": "Sesi ini sudah diakhiri; silakan masuk lagi.",
    "timeout": "Layanan tidak menjawab tepat waktu; coba lagi dengan kunci yang sama.",
    "token_expired": "Token sudah kedaluwarsa; silakan masuk lagi.",
    "token_invalid": "Token ini tidak sah.",
    "token_missing": "Sertakan header Authorization: Bearer <token>.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal on its way to the caller."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]


def problem_of(error: KernelError, request_id: str) -> Problem:
    """Describe the error for people and for programs."""
    status = status_of(error)
    code = error.own_code
    words = WORDS.get(code)
    body = {
        "type": f"urn:malpro:problem:{code}",
        "title": _TITLES[status],
        "status": status,
        "code": code,
        "detail": f"{words} ({error.message})" if words else error.message,
        "instance": f"urn:uuid:{request_id}",
        "details": dict(error.details),
    }
    return Problem(status=status, body=body, headers=_headers(error))


def status_of(error: KernelError) -> int:
    """Return the HTTP status of the error's family."""
    if error.own_code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.own_code]
    return next((status for kind, status, _ in STATUSES if isinstance(error, kind)), 500)


def _headers(error: KernelError) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.details.get("retry_after_s", RETRY_AFTER_S))}
    if isinstance(error, Unavailable):
        return {"Retry-After": str(RETRY_AFTER_S)}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="malpro"'}
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.details.get("allowed", ()))}
    return {}
