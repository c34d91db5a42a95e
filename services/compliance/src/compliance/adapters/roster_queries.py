"""The roster and its papers, page by page: agencies by date, members, files, rules and drafts."""

from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.callers import belongs, names_of
from compliance.adapters.paging import Json, page_of
from compliance.adapters.rows import read_members, read_tree
from compliance.adapters.tables import (
    agencies,
    member_imports,
    members,
    policies,
    policy_drafts,
)
from compliance.application.questions import (
    GetMember,
    ListAgencies,
    ListImports,
    ListMembers,
    ListPolicies,
    ListPolicyDrafts,
)
from compliance.domain.agency import Agency
from compliance.domain.institution import InstitutionNotFound
from compliance.domain.member import MembershipNotFound
from compliance.domain.policy_events import PolicyEnacted
from compliance.domain.rule_words import in_words
from kernel.adapters.codec import plain
from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Context


def check_own(context: Context, institution_id: str) -> None:
    """:raises InstitutionNotFound: it is none of the caller's business"""
    if not belongs(context, institution_id):
        raise InstitutionNotFound("there is no such institution")


def answer_agencies(question: ListAgencies, *, connection: sa.Connection, context: Context) -> Json:
    check_own(context, question.institution_id)
    tree = read_tree(connection, question.institution_id)

    def shown(rows: Any) -> list[Json]:
        return [_agency(tree[row.agency_id], question) for row in rows if row.agency_id in tree]

    query = sa.select(agencies.c.agency_id).where(
        agencies.c.institution_id == question.institution_id
    )
    return page_of(
        connection,
        query,
        agencies.c.agency_id,
        cursor=question.cursor,
        limit=question.limit,
        shown=shown,
    )


def answer_members(question: ListMembers, *, connection: sa.Connection, context: Context) -> Json:
    check_own(context, question.institution_id)

    def shown(rows: Any) -> list[Json]:
        names = names_of(connection, [row.membership_id for row in rows])
        return [
            {
                "membership_id": row.membership_id,
                "name": names.get(row.membership_id),
                "agency_id": row.agency_id,
                "status": row.member["status"],
                "identity_kind": row.member["identity_kind"],
                "valid_from": row.valid_from,
                "left_on": row.left_on,
            }
            for row in rows
        ]

    query = sa.select(members).where(members.c.institution_id == question.institution_id)
    if question.agency_id:
        query = query.where(members.c.agency_id == question.agency_id)
    return page_of(
        connection,
        query,
        members.c.membership_id,
        cursor=question.cursor,
        limit=question.limit,
        shown=shown,
    )


def answer_member(question: GetMember, *, connection: sa.Connection, context: Context) -> Json:
    """:raises MembershipNotFound: there is none, or it is another institution's"""
    found = read_members(connection, members.c.membership_id == question.membership_id)
    known = [one.member for one in found if one.member.institution_id == question.institution_id]
    if not known or not belongs(context, question.institution_id):
        raise MembershipNotFound("there is no such membership")
    [member] = known
    refs = [*member.former_refs, member.identity_ref]
    sealed = SqlVault(connection).open(refs)
    now = sealed.get(member.identity_ref, {})
    return {
        **plain(member),
        "name": now.get("name"),
        "employee_number": now.get("employee_number"),
        "former_numbers": [
            sealed.get(ref, {}).get("employee_number") for ref in member.former_refs
        ],
    }


def answer_imports(question: ListImports, *, connection: sa.Connection, context: Context) -> Json:
    check_own(context, question.institution_id)
    query = sa.select(member_imports).where(
        member_imports.c.institution_id == question.institution_id
    )
    return page_of(
        connection,
        query,
        member_imports.c.batch_id,
        cursor=question.cursor,
        limit=question.limit,
        shown=lambda rows: [row.report | {"status": row.status, "at": row.at} for row in rows],
    )


def answer_policies(question: ListPolicies, *, connection: sa.Connection, context: Context) -> Json:
    check_own(context, question.institution_id)
    query = sa.select(policies).where(policies.c.institution_id == question.institution_id)
    told = question.cursor or ""
    cursor = int(told) if told.isdecimal() else None
    return page_of(
        connection,
        query,
        policies.c.version,
        cursor=cursor,
        limit=question.limit,
        shown=lambda rows: [_rule(row) for row in rows],
    )


def answer_drafts(
    question: ListPolicyDrafts, *, connection: sa.Connection, context: Context
) -> Json:
    check_own(context, question.institution_id)
    query = sa.select(policy_drafts).where(
        policy_drafts.c.institution_id == question.institution_id
    )
    return page_of(
        connection,
        query,
        policy_drafts.c.draft_id,
        cursor=question.cursor,
        limit=question.limit,
        shown=lambda rows: [
            row.drafted | {"status": row.status, "version": row.version} for row in rows
        ],
    )


def _agency(one: Agency, question: ListAgencies) -> Json:
    return {
        "agency_id": one.agency_id,
        "agency_code": one.agency_code,
        "name": one.name,
        "kind": one.kind,
        "parent_agency_id": one.parent_on(question.on),
        "exists": one.exists_on(question.on),
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "successor_agency_id": one.successor_agency_id,
    }


def _rule(row: Any) -> Json:
    enacted = msgspec.convert(row.enacted, PolicyEnacted)
    repealed = row.repealed or {}
    return {
        **row.enacted,
        "effective_to": repealed.get("effective_to"),
        "words": in_words(enacted.document),
    }
