"""A file of members as a thing of its own: refused with its report, or taken in, once."""

from dataclasses import dataclass

from compliance.domain.commands import ImportMembers
from compliance.domain.member_file import MemberFile
from compliance.domain.people_events import (
    ImportEvent,
    ImportRefusal,
    MemberImportCompleted,
    MemberImportRefused,
)
from compliance.domain.words import ImportStatus
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

REFUSALS_KEPT = 1000
_REFUSED, _COMPLETED = ImportStatus.REFUSED, ImportStatus.COMPLETED

IMPORT_LIFE = Lifecycle(
    name="member_import",
    arrows=(
        Arrow(None, MemberImportRefused, _REFUSED),
        Arrow(_REFUSED, MemberImportRefused, _REFUSED, "for other reasons"),
        Arrow(None, MemberImportCompleted, _COMPLETED),
        Arrow(_REFUSED, MemberImportCompleted, _COMPLETED, "its agencies exist by now"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberImport:
    """The last that was said about the file."""

    status: ImportStatus
    refused: MemberImportRefused | None = None


def refuse_file(
    known: MemberImport | None,
    command: ImportMembers,
    file: MemberFile,
    *,
    batch_id: str,
    sha256: str,
) -> tuple[MemberImportRefused, ...]:
    """Keep why the file was refused, unless just that is known of it."""
    refused = MemberImportRefused(
        batch_id=batch_id,
        institution_id=command.institution_id,
        file_sha256=sha256,
        mode=command.mode,
        as_of=command.as_of,
        rows=file.rows,
        refused=len({one.row for one in file.refused}),
        refusals=tuple(
            ImportRefusal(row=one.row, column=one.column, code=one.code)
            for one in file.refused[:REFUSALS_KEPT]
        ),
    )
    if known and (known.status is _COMPLETED or known.refused == refused):
        return ()
    return (refused,)


def evolve(known: MemberImport | None, event: ImportEvent) -> MemberImport:
    status = known.status if known else None
    if isinstance(event, MemberImportRefused):
        return MemberImport(status=IMPORT_LIFE.moved(status, event, _REFUSED), refused=event)
    return MemberImport(status=IMPORT_LIFE.moved(status, event, _COMPLETED))


IMPORT = Kind("member_import", evolve)
