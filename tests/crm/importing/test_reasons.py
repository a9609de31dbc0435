"""Every reason why a row stays out is told to those who read our files."""

from pathlib import Path

import pytest

from crm.importing.reasons import REASONS

COMMANDS = (Path(__file__).resolve().parents[3] / "docs" / "commands.md").read_text()


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_stands_in_the_documents_with_its_advice(code):
    mark = " (cell)" if REASONS[code].cell else ""
    assert f"| `{code}` | {REASONS[code].name}{mark} |" in COMMANDS
    assert f"| {REASONS[code].advice} |" in COMMANDS
