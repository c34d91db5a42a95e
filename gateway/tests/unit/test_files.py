"""Documents: what they may be, whose they are, and who else may look at them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from gateway_examples import (
    BUYING,
    HIRING,
    NOON,
    SELLING,
    TOWN,
    UNIVERSITY,
    World,
    caller,
    holding,
    request_of,
)
from hypothesis import given
from hypothesis.strategies import binary, integers

from gateway.application.files import Kept, Upload, file_for, keep_file
from gateway.domain.callers import Caller
from gateway.domain.files import (
    BEGINNINGS,
    ContentNotAsDeclared,
    FileEmpty,
    FileNotThere,
    QuotaExceeded,
    as_declared,
)
from gateway.domain.roles import Role
from kernel.domain.ids import derived_id

PDF = b"%PDF-1.7 surat izin"
VETTING = caller(holding(Role.CATALOG_OFFICER, TOWN), account_id=derived_id("account", "vetting"))


@pytest.fixture
def world() -> World:
    return World()


def kept(
    world: World, who: Caller = SELLING, content: bytes = PDF, *, kind: str = "application/pdf"
) -> Kept:
    upload = Upload(media_type=kind, pieces=iter([content]), quota_bytes=60)
    return keep_file(upload, request=request_of(who), ports=world.ports)


def seen(world: World, file_id: str, who: Caller, role: Role | None = None) -> bytes:
    file = file_for(file_id, request=request_of(who, role), ports=world.ports)
    return b"".join(world.contents.read(file.sha256))


def test_a_document_is_kept_and_its_owner_gets_it_back(world: World) -> None:
    file = kept(world).file

    assert (file.bytes, file.media_type, file.at) == (len(PDF), "application/pdf", NOON)
    assert file.institution_id is None
    assert seen(world, file.file_id, SELLING) == PDF
    assert world.accesses.accesses == []


def test_the_same_document_again_is_the_one_that_is_there(world: World) -> None:
    first = kept(world)
    world.clock.move_to(NOON + timedelta(days=1))

    again, hers = kept(world), kept(world, BUYING)

    assert (first.new, again.new, hers.new) == (True, False, True)
    assert again.file == first.file
    assert hers.file.file_id != first.file.file_id


def test_what_begins_otherwise_than_it_says_is_refused_and_not_kept(world: World) -> None:
    with pytest.raises(ContentNotAsDeclared) as refusal:
        kept(world, content=b"<html>", kind="image/png")

    assert refusal.value.details == {"media_type": "image/png"}
    assert world.files.files == {}


@pytest.mark.parametrize("pieces", [[], [b""]])
def test_an_empty_document_is_refused(pieces: list[bytes]) -> None:
    with pytest.raises(FileEmpty):
        list(as_declared(iter(pieces), "image/jpeg"))


def test_an_account_keeps_only_so_much(world: World) -> None:
    kept(world)
    kept(world, content=PDF + b"2")
    kept(world, content=PDF + b"3")

    with pytest.raises(QuotaExceeded):
        kept(world, content=PDF + b"4")

    assert kept(world, BUYING).new


def test_who_decides_about_it_may_look_and_that_is_noted(world: World) -> None:
    file_id = kept(world).file.file_id

    assert seen(world, file_id, VETTING) == PDF

    [access] = world.accesses.accesses
    assert (access.role, access.operation, access.params) == (
        "catalog_officer",
        "file",
        {"file_id": file_id},
    )
    assert access.subjects.ids == (SELLING.account_id,)


@pytest.mark.parametrize(
    ("who", "role"), [(BUYING, None), (HIRING, None), (VETTING, Role.BUYER)], ids=str
)
def test_nobody_else_sees_that_it_is_there(world: World, who: Caller, role: Role | None) -> None:
    file_id = kept(world).file.file_id

    with pytest.raises(FileNotThere):
        seen(world, file_id, who, role)

    assert world.accesses.accesses == []


def test_what_an_office_has_sent_is_for_its_institution(world: World) -> None:
    file = kept(world, HIRING).file
    stranger = caller(holding(Role.AUDITOR, UNIVERSITY), account_id=derived_id("account", "other"))

    assert file.institution_id == TOWN
    assert seen(world, file.file_id, VETTING) == PDF
    with pytest.raises(FileNotThere):
        seen(world, file.file_id, stranger)


def test_what_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(FileNotThere):
        seen(world, derived_id("file", "none"), SELLING)


def cut(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@given(rest=binary(max_size=50), size=integers(min_value=1, max_value=20))
def test_however_it_comes_in_nothing_is_lost(rest: bytes, size: int) -> None:
    for media_type, beginning in BEGINNINGS.items():
        content = beginning + rest

        assert b"".join(as_declared(cut(content, size), media_type)) == content
