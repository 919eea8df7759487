import pytest

from agent import cli
from agent.commands import rules


def test_command_that_is_stopped_did_not_do_its_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(rules, "run", stopped)
    assert cli.main(["rules"]) == 2
    assert "stopped" in capsys.readouterr().err
