"""What every adapter of sessions, of safety and of the record of accesses must do."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from gateway_contracts import asking, opened
from gateway_examples import NOON, RINA, SITIS_MEMBERSHIP, TOWN, UNIVERSITY

from gateway.application.account_ports import (
    Accounts,
    Credentials,
    Identities,
    Json,
    Locking,
    Next,
    Outcome,
    PasswordChange,
    Refresh,
    Safety,
    Sessions,
)
from gateway.application.ports import Access, AccessLog, AccessPage, AccessQuery
from gateway.domain.accesses import Purpose, Reason, Result, Subjects
from gateway.domain.accounts import AccountNotFound, LoginRefused
from gateway.domain.identities import IdentityTaken, identity
from gateway.domain.roles import Role
from gateway.domain.sessions import AccountLocked, LockReason, Presented, Verdict
from kernel.domain.ids import derived_id

MONTH = NOON + timedelta(days=30)
LATER = NOON + timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Doors:
    """The three ports that hang together."""

    accounts: Accounts
    sessions: Sessions
    safety: Safety

    def log_in(self, login: str, session: str) -> None:
        seen = self.accounts.credentials(login)
        assert seen is not None
        self.start(session, seen)

    def start(self, session: str, seen: Credentials) -> None:
        refresh = Refresh(token_hash=f"{session}-0", expires_at=MONTH)
        self.sessions.start(session_of(session), refresh, seen=seen, at=NOON)

    def present(self, token_hash: str, verdict: Verdict, seed: str = "seed") -> Outcome | None:
        refresh = Refresh(token_hash=f"{token_hash}>", expires_at=MONTH)
        next_ = Next(seed=seed, refresh=refresh)
        return self.sessions.present(token_hash, lambda _: verdict, next_=next_, at=LATER)

    def ended(self, since: datetime = NOON) -> set[str]:
        return set(self.sessions.ended_since(since))


def session_of(name: str) -> str:
    return derived_id("session", name)


def locking(account_id: str, reason: LockReason | None = LockReason.LOST_DEVICE) -> Locking:
    return Locking(account_id=account_id, by_id=RINA, reason=reason)


class SessionsContract:
    @pytest.fixture
    def doors(self) -> Doors:
        raise AssertionError("each adapter gives its own")

    def test_a_token_is_known_again(self, doors: Doors) -> None:
        siti = opened(doors.accounts)
        doors.log_in("siti", "phone")

        assert doors.sessions.owner("phone-0") == Presented(
            session_id=session_of("phone"), account_id=siti, expires_at=MONTH
        )
        assert doors.sessions.owner("made-up") is None
        assert doors.present("made-up", Verdict.RENEWED) is None

    def test_a_renewed_token_is_used_and_the_next_is_there(self, doors: Doors) -> None:
        siti = opened(doors.accounts)
        doors.log_in("siti", "phone")

        outcome = doors.present("phone-0", Verdict.RENEWED)

        assert outcome == Outcome(
            verdict=Verdict.RENEWED, session_id=session_of("phone"), account_id=siti, seed="seed"
        )
        used = doors.sessions.owner("phone-0")
        assert used is not None
        assert (used.used_at, used.successor_used) == (LATER, False)
        doors.present("phone-0>", Verdict.RENEWED)
        used = doors.sessions.owner("phone-0")
        assert used is not None
        assert used.successor_used

    def test_a_repeat_is_answered_from_the_first_seed(self, doors: Doors) -> None:
        opened(doors.accounts)
        doors.log_in("siti", "phone")
        doors.present("phone-0", Verdict.RENEWED)

        again = doors.present("phone-0", Verdict.REPEATED, seed="another")

        assert again is not None
        assert again.seed == "seed"
        assert doors.sessions.owner("phone-0>") is not None

    def test_a_reused_token_ends_its_session(self, doors: Doors) -> None:
        opened(doors.accounts)
        doors.log_in("siti", "phone")
        doors.log_in("siti", "laptop")

        doors.present("phone-0", Verdict.REUSED)

        assert doors.ended() == {session_of("phone")}
        presented = doors.sessions.owner("phone-0")
        assert presented is not None
        assert presented.revoked

    def test_what_has_ended_is_told_from_then_on(self, doors: Doors) -> None:
        siti = opened(doors.accounts)
        for name in ("phone", "laptop"):
            doors.log_in("siti", name)

        doors.sessions.end(session_of("phone"), at=NOON)
        doors.sessions.end_all(siti, at=LATER)

        assert doors.ended() == {session_of("phone"), session_of("laptop")}
        assert doors.ended(LATER) == {session_of("laptop")}

    def test_a_lock_ends_sessions_and_lets_none_begin(self, doors: Doors) -> None:
        siti = opened(doors.accounts)
        opened(doors.accounts, "budi", key="k-2")
        doors.log_in("siti", "phone")
        doors.log_in("budi", "tablet")

        answer = doors.safety.lock(locking(siti), asked=asking("l"), at=NOON)

        assert answer == {"account_id": siti, "locked": True}
        assert doors.accounts.answered(asking("l")) == answer
        assert doors.ended() == {session_of("phone")}
        with pytest.raises(AccountLocked):
            doors.log_in("siti", "laptop")
        doors.safety.lock(locking(siti, None), asked=asking("u"), at=NOON)
        doors.log_in("siti", "laptop")

    def test_nobody_is_not_locked(self, doors: Doors) -> None:
        with pytest.raises(AccountNotFound):
            doors.safety.lock(locking(RINA), asked=asking("l"), at=NOON)

    def test_a_new_password_ends_every_session_but_one(self, doors: Doors) -> None:
        siti = opened(doors.accounts)
        for name in ("phone", "laptop"):
            doors.log_in("siti", name)
        seen = doors.safety.credentials_of(siti)
        assert seen is not None
        assert seen.login == "siti"
        change = PasswordChange(seen=seen, password_hash="new", session_id=session_of("phone"))

        doors.safety.change_password(change, asked=asking("p"), at=NOON)

        assert doors.ended() == {session_of("laptop")}
        assert doors.accounts.credentials("siti") == Credentials(
            account_id=siti, password_hash="new"
        )
        with pytest.raises(LoginRefused):
            doors.safety.change_password(change, asked=asking("q"), at=NOON)
        with pytest.raises(LoginRefused):
            doors.start("tablet", Credentials(account_id=siti, password_hash="hash of siti"))
        assert doors.safety.credentials_of(RINA) is None


WHO = identity("https://sso.example.go.id", "198501012010011001")


class IdentitiesContract:
    @pytest.fixture
    def ports(self) -> tuple[Accounts, Identities]:
        raise AssertionError("each adapter gives its own")

    def test_an_identity_opens_one_account_of_a_buyer(
        self, ports: tuple[Accounts, Identities]
    ) -> None:
        accounts, identities = ports

        first = identities.account_of(WHO, at=NOON)
        again = identities.account_of(WHO, at=LATER)
        elsewhere = identities.account_of(replace(WHO, issuer="https://other.example"), at=NOON)

        assert first == again
        assert not first.locked
        assert [str(grant.role) for grant in first.account.grants] == ["buyer"]
        assert elsewhere.account.account_id != first.account.account_id
        assert accounts.get(first.account.account_id) == first.account

    def test_an_identity_that_is_linked_speaks_for_that_account(
        self, ports: tuple[Accounts, Identities]
    ) -> None:
        accounts, identities = ports
        siti = opened(accounts)
        budi = opened(accounts, "budi", key="k-2")

        answer = identities.link(WHO, siti, asked=asking("i"), at=NOON)

        assert answer == {"account_id": siti, "issuer": WHO.issuer}
        assert accounts.answered(asking("i")) == answer
        assert identities.account_of(WHO, at=NOON).account.account_id == siti
        assert identities.link(WHO, siti, asked=asking("j"), at=NOON) == answer
        with pytest.raises(IdentityTaken):
            identities.link(WHO, budi, asked=asking("l"), at=NOON)
        assert accounts.answered(asking("l")) is None


ORDER = derived_id("order", "1")


def access(*subject_ids: str, institution_id: str | None = TOWN, by_id: str = RINA) -> Access:
    return Access(
        account_id=by_id,
        role=Role.HR_OFFICER,
        institution_id=institution_id,
        operation="obligations",
        params={"period": "2026-11"},
        reason=Reason(purpose=Purpose.AUDIT, case_ref="K-1"),
        result=Result.ANSWERED,
        refusal_code=None,
        subjects=Subjects(counts={"membership": len(subject_ids)}, ids=subject_ids),
        request_id=derived_id("request", "1"),
    )


class AccessLogContract:
    @pytest.fixture
    def log(self) -> AccessLog:
        raise AssertionError("each adapter gives its own")

    def test_an_access_is_found_by_those_it_concerns(self, log: AccessLog) -> None:
        log.record(access(SITIS_MEMBERSHIP, ORDER), at=NOON)
        log.record(access(ORDER), at=NOON)
        log.record(access(), at=NOON)

        [item] = log.of_subjects([SITIS_MEMBERSHIP, RINA], page=AccessPage())["items"]

        assert item["about"] == [SITIS_MEMBERSHIP]
        assert (item["at"], item["role"], item["operation"]) == (NOON, "hr_officer", "obligations")
        assert (item["purpose_code"], item["case_ref"]) == ("audit", "K-1")
        assert (item["result"], item["refusal_code"]) == ("answered", None)
        assert item["subject_counts"] == {"membership": 2}
        assert item["params"] == {"period": "2026-11"}

    def test_each_access_says_which_of_hers_it_concerns(self, log: AccessLog) -> None:
        log.record(access(SITIS_MEMBERSHIP, ORDER), at=NOON)
        log.record(access(ORDER, TOWN), at=NOON)

        page = log.of_subjects([ORDER, SITIS_MEMBERSHIP], page=AccessPage())

        assert [set(one["about"]) for one in page["items"]] == [{ORDER}, {ORDER, SITIS_MEMBERSHIP}]

    def test_pages_go_from_the_newest_to_the_oldest(self, log: AccessLog) -> None:
        for minutes in range(5):
            log.record(access(ORDER), at=NOON + timedelta(minutes=minutes))

        pages: list[Json] = []
        cursor: str | None = None
        while not pages or cursor is not None:
            pages.append(log.of_subjects([ORDER], page=AccessPage(cursor=cursor, limit=2)))
            cursor = pages[-1]["next_cursor"]

        found = [(one["at"] - NOON).seconds // 60 for page in pages for one in page["items"]]
        assert found == [4, 3, 2, 1, 0]
        assert len(pages) == 3

    def test_an_auditor_finds_by_institution_officer_and_subject(self, log: AccessLog) -> None:
        log.record(access(ORDER), at=NOON)
        log.record(access(ORDER, institution_id=UNIVERSITY), at=NOON)
        log.record(access(institution_id=None, by_id=SITIS_MEMBERSHIP), at=NOON)

        def found(**query: str) -> list[str | None]:
            items = log.within(TOWN, AccessQuery(**query), page=AccessPage())["items"]
            return [one["institution_id"] for one in items]

        assert found() == [None, TOWN]
        assert found(account_id=RINA) == [TOWN]
        assert found(subject_id=ORDER) == [TOWN]
        assert found(subject_id=SITIS_MEMBERSHIP) == []
