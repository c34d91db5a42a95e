"""What every adapter of the gateway's ports must do; each adapter's tests inherit it."""

from datetime import timedelta

import pytest
from gateway_examples import NOON, RINA, SITI, SITIS_MEMBERSHIP, TOWN, UNIVERSITY, holding

from gateway.application.account_ports import Accounts, Asked, AttemptBook, Credentials, Granted
from gateway.application.accounts import KeyReused
from gateway.application.ports import Files
from gateway.domain.accounts import Account, AccountNotFound, LoginTaken, MembershipTaken
from gateway.domain.attempts import Attempts
from gateway.domain.files import StoredFile
from gateway.domain.roles import Grant, Role
from kernel.domain.ids import derived_id, random_id

BUYS = holding(Role.BUYER)
HIRES = holding(Role.HR_OFFICER, TOWN)
HIRES_THERE = holding(Role.HR_OFFICER, UNIVERSITY)


def asking(key: str = "k-1", *, actor: str = "anonymous", **request: object) -> Asked:
    return Asked(actor=actor, route="register_account", key=key, request=request)


def opened(
    accounts: Accounts,
    login: str = "siti",
    *,
    key: str = "k-1",
    grants: tuple[Grant, ...] = (BUYS,),
) -> str:
    account = Account(account_id=random_id(), grants=grants)
    credentials = Credentials(account_id=account.account_id, password_hash=f"hash of {login}")
    accounts.register(account, credentials, login, asked=asking(key, login=login), at=NOON)
    return account.account_id


def given(account_id: str, *grants: Grant, memberships: tuple[str, ...] = ()) -> Granted:
    return Granted(account_id=account_id, by_id=RINA, grants=grants, memberships=memberships)


class AccountsContract:
    @pytest.fixture
    def accounts(self) -> Accounts:
        raise AssertionError("each adapter gives its own")

    def test_an_account_is_found_by_its_id_and_by_its_login(self, accounts: Accounts) -> None:
        siti = opened(accounts, grants=(BUYS, holding(Role.MERCHANT)))

        assert accounts.get(siti) == Account(account_id=siti, grants=(BUYS, holding(Role.MERCHANT)))
        assert accounts.credentials("siti") == Credentials(
            account_id=siti, password_hash="hash of siti"
        )

    def test_who_is_not_there_is_not_found(self, accounts: Accounts) -> None:
        assert accounts.get(RINA) is None
        assert accounts.credentials("nobody") is None

    def test_a_login_belongs_to_one_account_and_the_second_leaves_no_trace(
        self, accounts: Accounts
    ) -> None:
        siti = opened(accounts)

        with pytest.raises(LoginTaken):
            opened(accounts, key="k-2")

        credentials = accounts.credentials("siti")
        assert credentials is not None
        assert credentials.account_id == siti
        assert accounts.answered(asking("k-2", login="siti")) is None

    def test_the_answer_to_a_key_is_remembered(self, accounts: Accounts) -> None:
        siti = opened(accounts)

        assert accounts.answered(asking(login="siti")) == {"account_id": siti}
        assert accounts.answered(asking("k-2", login="siti")) is None
        assert accounts.answered(asking(actor=RINA, login="siti")) is None

    def test_a_key_is_good_for_one_request(self, accounts: Accounts) -> None:
        opened(accounts)

        with pytest.raises(KeyReused):
            accounts.answered(asking(login="budi"))

    def test_roles_are_kept_in_the_order_in_which_they_were_given(self, accounts: Accounts) -> None:
        siti = opened(accounts)

        accounts.give(given(siti, HIRES), asked=asking("g-1"), at=NOON)
        answer = accounts.give(given(siti, HIRES_THERE, BUYS), asked=asking("g-2"), at=NOON)

        account = accounts.get(siti)
        assert account is not None
        assert account.grants == (BUYS, HIRES, HIRES_THERE)
        assert [one["role"] for one in answer["roles"]] == ["buyer", "hr_officer", "hr_officer"]
        assert accounts.answered(asking("g-2")) == answer

    def test_what_she_has_already_is_not_given_again(self, accounts: Accounts) -> None:
        siti = opened(accounts)

        for key in ("g-1", "g-2"):
            accounts.give(
                given(siti, HIRES, memberships=(SITIS_MEMBERSHIP,)), asked=asking(key), at=NOON
            )

        account = accounts.get(siti)
        assert account is not None
        assert account.grants == (BUYS, HIRES)
        assert account.memberships == (SITIS_MEMBERSHIP,)

    def test_a_membership_belongs_to_one_account_and_nothing_is_half_given(
        self, accounts: Accounts
    ) -> None:
        siti, budi = opened(accounts), opened(accounts, "budi", key="k-2")
        accounts.give(given(siti, memberships=(SITIS_MEMBERSHIP,)), asked=asking("g-1"), at=NOON)
        another = derived_id("membership", "another")

        with pytest.raises(MembershipTaken):
            accounts.give(
                given(budi, HIRES, memberships=(another, SITIS_MEMBERSHIP)),
                asked=asking("g-2"),
                at=NOON,
            )

        assert accounts.get(budi) == Account(account_id=budi, grants=(BUYS,))
        assert accounts.answered(asking("g-2")) is None

    def test_nothing_is_given_to_nobody(self, accounts: Accounts) -> None:
        with pytest.raises(AccountNotFound):
            accounts.give(given(RINA, BUYS), asked=asking("g-1"), at=NOON)


class FilesContract:
    @pytest.fixture
    def files(self) -> Files:
        raise AssertionError("each adapter gives its own")

    def test_a_file_is_found_by_its_id(self, files: Files) -> None:
        file = a_file()

        assert files.add(file, quota_bytes=100) == file
        assert files.get(file.file_id) == file
        assert files.get(RINA) is None

    def test_the_owners_same_file_is_the_one_that_is_kept(self, files: Files) -> None:
        first = a_file()
        files.add(first, quota_bytes=100)

        assert files.add(a_file(), quota_bytes=100) == first
        assert files.add(a_file(account_id=RINA), quota_bytes=100) != first

    def test_there_is_only_so_much_room_for_each_owner(self, files: Files) -> None:
        files.add(a_file(), quota_bytes=100)
        more = a_file(sha256="another")

        assert files.add(more, quota_bytes=100) is None
        assert files.get(more.file_id) is None
        assert files.add(more, quota_bytes=120) == more


def a_file(account_id: str = SITI, sha256: str = "one") -> StoredFile:
    return StoredFile(
        file_id=random_id(),
        account_id=account_id,
        institution_id=None,
        sha256=sha256,
        bytes=60,
        media_type="image/png",
        at=NOON,
    )


class AttemptBookContract:
    @pytest.fixture
    def book(self) -> AttemptBook:
        raise AssertionError("each adapter gives its own")

    def test_what_was_counted_is_found_again(self, book: AttemptBook) -> None:
        seen: list[Attempts | None] = []

        def next_(before: Attempts | None) -> Attempts:
            seen.append(before)
            return Attempts(count=len(seen), last_at=NOON)

        for login in ("siti", "siti", "budi"):
            book.count(login, next_)

        assert seen == [None, Attempts(count=1, last_at=NOON), None]

    def test_a_refused_attempt_changes_nothing(self, book: AttemptBook) -> None:
        book.count("siti", lambda _: Attempts(count=2, last_at=NOON))

        def refuse(_: Attempts | None) -> Attempts:
            raise LoginTaken("refused")

        with pytest.raises(LoginTaken):
            book.count("siti", refuse)

        assert self._now(book, "siti") == Attempts(count=2, last_at=NOON)

    def test_what_is_forgotten_is_gone(self, book: AttemptBook) -> None:
        book.count("siti", lambda _: Attempts(count=2, last_at=NOON))
        book.count("budi", lambda _: Attempts(count=1, last_at=NOON))

        book.forget("siti", at=NOON + timedelta(hours=1))

        assert self._now(book, "siti") is None
        assert self._now(book, "budi") == Attempts(count=1, last_at=NOON)

    def _now(self, book: AttemptBook, login: str) -> Attempts | None:
        seen: list[Attempts | None] = []

        def look(before: Attempts | None) -> Attempts:
            seen.append(before)
            return before or Attempts(count=1, last_at=NOON)

        book.count(login, look)
        return seen[0]
