"""The publisher's book: what is open, what is settled, what was refused."""

from hypothesis import given, strategies as st

from kernel.adapters.confirms import ConfirmBook

answers = st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.booleans()), max_size=20)


@given(answers=answers)
def test_every_publishing_is_settled_once_whatever_the_broker_says(
    answers: list[tuple[int, bool, bool]],
) -> None:
    book = ConfirmBook()
    for _ in range(12):
        book.sent()

    open_, refused = set(range(1, 13)), 0
    for tag, multiple, acked in answers:
        settled = {one for one in open_ if one == tag or (multiple and one < tag)}
        open_ -= settled
        refused += 0 if acked else len(settled)
        (book.on_ack if acked else book.on_nack)(tag, multiple)

    assert book.open == len(open_)
    assert (book.take_refused(), book.take_refused()) == (refused, 0)
