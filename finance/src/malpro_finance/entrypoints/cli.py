"""The `finance` command."""


def main() -> int:
    return 0
