"""``--jobs`` and ``--dask``: what is understood, and what is said of the rest."""

import argparse
import sys

import pytest

from agent.commands.running import add_runner, runner_of
from agent.runners.distributed import DaskRunner
from agent.runners.local import LocalRunner
from agent.runners.work import CHUNK, RunnerError


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_runner(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.7:8786", "tls://farm.example:8786", "tcp://[::1]:1", "local:2"]
)
def test_an_address_names_the_cluster(address: str) -> None:
    assert runner_of(parsed("--dask", address)) == DaskRunner(address, CHUNK)


def test_otherwise_processes_of_this_machine_do_it() -> None:
    assert runner_of(parsed("--jobs", "3"), chunk=1) == LocalRunner(3, 1)
    every = runner_of(parsed())
    assert isinstance(every, LocalRunner)
    assert every.jobs >= 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dask", "10.0.0.7:8786"), "expected tcp://host:port"),
        (("--dask", "tcp://10.0.0.7"), "expected tcp://host:port"),
        (("--dask", "local:0"), "or local:N for N workers"),
        (("--dask", "http://10.0.0.7:8787"), "expected tcp://host:port"),
        (("--jobs", "0"), "at least 1"),
        (("--jobs", "two"), "at least 1"),
        (("--jobs", "2", "--dask", "local:2"), "not allowed with"),
    ],
)
def test_anything_else_is_wrong_usage(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed(*words)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("package", ["distributed", "cryptography"])
def test_without_the_package_it_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(RunnerError, match="pip install distributed cryptography"):
        runner_of(parsed("--dask", "local:2"))
