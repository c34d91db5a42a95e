"""Packages of strangers, installed for one test: what another team's provider looks like to us."""

from pathlib import Path
from textwrap import dedent


def install_distribution(
    folder: Path, name: str, target: str, code: str = "", *, package: str = "stranger"
) -> None:
    """Install a distribution that names a provider, and perhaps brings the code for it."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[malpro.payment_providers]\n{name} = {target}\n")
    if code:
        (folder / f"{target.partition(':')[0]}.py").write_text(dedent(code))
