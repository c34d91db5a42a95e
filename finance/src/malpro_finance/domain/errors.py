"""What the finance client refuses, each with a code and a sentence that says what to do next."""


class FinanceError(Exception):
    """A refusal that the command line shows as one sentence, without a traceback."""

    code = "finance_error"
