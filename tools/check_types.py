"""Run mypy over every member with its tests, or over the one that is named.

One run per member, because each has modules named alike (conftest) beside its tests.
"""

import os
import subprocess
import sys
from pathlib import Path

from members import MEMBERS, ROOT, TEST_FOLDERS, Member


def main() -> None:
    wanted = sys.argv[1:]
    chosen = [one for one in (*MEMBERS, *TEST_FOLDERS) if not wanted or one.name in wanted]
    if not chosen:
        sys.exit(f"no member named {' '.join(wanted)}")
    failed = [one.name for one in chosen if not passes(one)]
    if not wanted:
        failed += [] if mypy("tools", sorted(Path("tools").glob("*.py"))) else ["tools"]
    sys.exit(f"types: failed in {', '.join(failed)}" if failed else 0)


def passes(member: Member) -> bool:
    sources = [member.folder / "src"] if (member.folder / "src").exists() else []
    tests = sorted(member.tests.rglob("*.py"))
    return mypy(member.name, [*sources, *tests], path=member.tests)


def mypy(name: str, paths: list[Path], path: Path | None = None) -> bool:
    if not paths:
        return True
    print(f"{name}: ", end="", flush=True)
    environment = {**os.environ, **({"MYPYPATH": str(path)} if path else {})}
    command = [sys.executable, "-m", "mypy", *map(str, paths)]
    return not subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    main()
