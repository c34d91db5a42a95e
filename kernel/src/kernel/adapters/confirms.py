"""The publisher's own book of what the broker has not answered yet."""


class ConfirmBook:
    """
    Numbers publishings as the broker does, from 1 on each channel, and strikes out its answers.

    py-amqp can only wait for each confirm by itself, which is twenty times slower.
    """

    def __init__(self) -> None:
        self._last = 0
        self._open: set[int] = set()
        self._refused = 0

    def sent(self) -> None:
        self._last += 1
        self._open.add(self._last)

    def on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        self._settle(tag, multiple=multiple)

    def on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        self._refused += self._settle(tag, multiple=multiple)

    @property
    def open(self) -> int:
        """How many publishings wait for an answer."""
        return len(self._open)

    def take_refused(self) -> int:
        """Return how many were refused since this was last asked."""
        refused, self._refused = self._refused, 0
        return refused

    def _settle(self, tag: int, *, multiple: bool) -> int:
        settled = {one for one in self._open if one <= tag} if multiple else self._open & {tag}
        self._open -= settled
        return len(settled)
