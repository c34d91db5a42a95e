"""Taking in a file of sellers or products: all of it, or nothing and a report of every bad row."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, TypeVar

from catalog.application.callers import assigner, own_merchant
from catalog.application.merchants import check_places, save_registration
from catalog.application.ports import Ports
from catalog.application.products import rules_today
from catalog.domain import offering, registration
from catalog.domain.commands import ChangePrice, ImportMerchants, ImportProducts, RegisterMerchant
from catalog.domain.csv_table import RowRefused, Table, TableRow, read_table
from catalog.domain.import_files import (
    CATALOG_IMPORT,
    MERCHANT_COLUMNS,
    PRODUCT_COLUMNS,
    ReferenceTaken,
    description_of,
    listing_of,
    merchant_id_of,
    product_id_of,
    registration_of,
)
from catalog.domain.merchant import MERCHANT, Merchant
from catalog.domain.offering import Rules
from catalog.domain.product import PRODUCT, Product, ProductEvent
from catalog.domain.product_events import CatalogImportCompleted, ImportedItem
from catalog.domain.registration import Registration
from catalog.domain.vocabulary import AssignedBy, ImportSubject, RegisteredVia
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Refusal
from kernel.domain.ids import derived_id, random_id

Result = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newcomer:
    """A business that the file names and nobody has registered."""

    command: RegisterMerchant
    registration: Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goods:
    """What a row comes to for one product; no events: it is as the file says."""

    product_id: str
    events: tuple[ProductEvent, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """One file for one purpose: the same file for the same purpose is the same batch."""

    subject: ImportSubject
    merchant_id: str | None
    file_sha256: str

    @property
    def batch_id(self) -> str:
        return derived_id("catalog_import", self.subject, str(self.merchant_id), self.file_sha256)


def import_merchants(command: ImportMerchants, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Register the sellers of a file. Who is registered under her reference already stays as she is.

    :raises ImportFileMalformed: it is no table of sellers at all
    """
    table = read_table(command.csv, MERCHANT_COLUMNS, rows_max=ports.limits.import_rows_max)
    batch = _batch(ImportSubject.MERCHANTS, None, command.csv)
    if known := work.get(CATALOG_IMPORT, batch.batch_id):
        return _repeated(known)
    work.preload((MERCHANT, merchant_id_of(row)) for row in table.good)
    judged, refused = _judge(table, lambda row: _newcomer(row, work=work, ports=ports))
    if refused:
        return _refused(batch, table, refused)
    new = [one for one in judged if one is not None]
    for one in new:
        save_registration(one.command, one.registration, work=work)
    return _completed(batch, table, [merchant_id_of(row) for row in table.good], len(new), work)


def import_products(command: ImportProducts, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    List the products of a file, or describe and price anew those that were listed by one before.

    :raises MerchantNotFound: she is not the caller's
    :raises ImportFileMalformed: it is no table of products at all
    """
    seller = own_merchant(command.merchant_id, work=work)
    table = read_table(command.csv, PRODUCT_COLUMNS, rows_max=ports.limits.import_rows_max)
    batch = _batch(ImportSubject.PRODUCTS, command.merchant_id, command.csv)
    if known := work.get(CATALOG_IMPORT, batch.batch_id):
        return _repeated(known)
    work.preload((PRODUCT, product_id_of(command.merchant_id, row)) for row in table.good)
    rules, assigned_by = rules_today(work, ports), assigner(work.context)
    goods, refused = _judge(table, lambda row: _goods(row, seller, assigned_by, rules, work))
    if refused:
        return _refused(batch, table, refused)
    for one in goods:
        work.add(PRODUCT, one.product_id, one.events, new=one.is_new)
    accepted = sum(bool(one.events) for one in goods)
    return _completed(batch, table, [one.product_id for one in goods], accepted, work)


def _batch(subject: ImportSubject, merchant_id: str | None, csv: str) -> _Batch:
    digest = sha256(csv.encode()).hexdigest()
    return _Batch(subject=subject, merchant_id=merchant_id, file_sha256=digest)


def _judge(table: Table, judge: Callable[[TableRow], T]) -> tuple[list[T], list[RowRefused]]:
    """Judge every row by the rules that hold for one alone; nothing is written yet."""
    judged: list[T] = []
    refused = list(table.refused)
    for row in table.good:
        try:
            judged.append(judge(row))
        except Refusal as refusal:
            refused.append(RowRefused(row=row.line, column="", code=refusal.own_code))
    return judged, sorted(refused)


def _newcomer(row: TableRow, *, work: UnitOfWork, ports: Ports) -> _Newcomer | None:
    merchant_id, owner = merchant_id_of(row), row.cells["owner_account_id"]
    known = work.get(MERCHANT, merchant_id)
    if known is not None:
        _check_owner(known, owner)
        return None
    command = registration_of(row)
    check_places(command.delivery, command.business_kelurahan_code, ports=ports)
    new = Registration(
        merchant_id=merchant_id,
        owner_account_id=owner,
        registered_via=RegisteredVia.IMPORT,
        profile_ref=random_id(),
        nib_ref=random_id() if command.nib else None,
    )
    registration.register(command, new, at=work.now)
    return _Newcomer(command=command, registration=new)


def _check_owner(known: Merchant, owner_account_id: str) -> None:
    if known.owner_account_id != owner_account_id:
        raise ReferenceTaken("another owner's business has this reference")


def _goods(
    row: TableRow, seller: Merchant, assigned_by: AssignedBy, rules: Rules, work: UnitOfWork
) -> _Goods:
    product_id = product_id_of(seller.merchant_id, row)
    known = work.get(PRODUCT, product_id)
    events: tuple[ProductEvent, ...]
    if known is None:
        events = offering.list_product(
            listing_of(row, seller.merchant_id),
            product_id=product_id,
            merchant=seller,
            assigned_by=assigned_by,
            rules=rules,
        )
    else:
        events = _changes(row, known, assigned_by, rules)
    return _Goods(product_id=product_id, events=events, is_new=known is None)


def _changes(
    row: TableRow, known: Product, assigned_by: AssignedBy, rules: Rules
) -> tuple[ProductEvent, ...]:
    described = offering.describe(
        known, description_of(row, known), assigned_by=assigned_by, rules=rules
    )
    after = PRODUCT.evolve(known, described[0]) if described else known
    price = ChangePrice(product_id=known.product_id, new_price_idr=row.cells["price_idr"])
    return *described, *offering.change_price(after, price, rules=rules)


def _completed(
    batch: _Batch, table: Table, subject_ids: Sequence[str], accepted: int, work: UnitOfWork
) -> Result:
    completed = CatalogImportCompleted(
        batch_id=batch.batch_id,
        subject=batch.subject,
        merchant_id=batch.merchant_id,
        file_sha256=batch.file_sha256,
        rows=table.rows,
        accepted=accepted,
        unchanged=table.rows - accepted,
        items=tuple(
            ImportedItem(row=row.line, subject_id=subject_id)
            for row, subject_id in zip(table.good, subject_ids, strict=True)
        ),
        completed_at=work.now,
    )
    work.add(CATALOG_IMPORT, batch.batch_id, [completed])
    return _told(completed, accepted)


def _repeated(completed: CatalogImportCompleted) -> Result:
    return _told(completed, 0)


def _told(completed: CatalogImportCompleted, accepted: int) -> Result:
    return {
        "batch_id": completed.batch_id,
        "rows": completed.rows,
        "accepted": accepted,
        "unchanged": completed.rows - accepted,
        "refused": 0,
        "items": [asdict(item) for item in completed.items],
        "refusals": [],
    }


def _refused(batch: _Batch, table: Table, refused: Sequence[RowRefused]) -> Result:
    return {
        "batch_id": batch.batch_id,
        "rows": table.rows,
        "accepted": 0,
        "unchanged": 0,
        "refused": len({one.row for one in refused}),
        "items": [],
        "refusals": [asdict(one) for one in refused],
    }
