import re
import sys
import time
import venv
from concurrent.futures import ThreadPoolExecutor

import pytest

from deploy.local import packages


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of its own, with requirements and an environment that works."""
    monkeypatch.setattr(packages, "CHECKOUT", tmp_path)
    monkeypatch.setattr(packages, "REQUIREMENTS", tmp_path / "requirements")
    monkeypatch.setattr(packages, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(packages, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements").mkdir()
    for name in ("run", "test", "uv"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1")
    venv.create(tmp_path / ".venv", with_pip=False)
    return tmp_path


def installed(checkout):
    return {path.name for path in (checkout / ".venv").glob("installed-*")}


def test_nothing_is_ready_before_it_is_installed(checkout):
    assert not packages.is_ready("run")
    assert not packages.is_ready("test")


def test_what_the_tests_need_is_enough_to_run(checkout):
    packages._note("test")

    assert packages.is_ready("run")
    assert packages.is_ready("test")


def test_what_runs_is_not_enough_for_the_tests(checkout):
    packages._note("test")
    packages._note("run")

    assert packages.is_ready("run")
    assert not packages.is_ready("test")
    assert installed(checkout) == {"installed-run.txt"}


def test_changed_requirements_are_installed_anew(checkout):
    packages._note("run")
    (checkout / "requirements" / "run.txt").write_text("run==2")

    assert not packages.is_ready("run")


def test_an_environment_of_another_checkout_does_not_count(checkout, monkeypatch):
    packages._note("run")
    monkeypatch.setattr(packages, "VENV", checkout / "elsewhere")

    assert not packages.is_ready("run")


def test_two_that_begin_in_the_same_second_install_once(checkout, monkeypatch):
    at_work, most_at_once, commands = 0, 0, []

    def run(command, **options):
        nonlocal at_work, most_at_once
        if command[1] == "-c":
            return real(command, **options)
        commands.append(command)
        at_work += 1
        most_at_once = max(most_at_once, at_work)
        time.sleep(0.05)
        at_work -= 1
        return real([sys.executable, "-c", ""])

    real = packages.subprocess.run
    monkeypatch.setattr(packages.subprocess, "run", run)

    with ThreadPoolExecutor(2) as both:
        codes = list(both.map(packages.main, [["run"], ["run"]]))

    assert codes == [0, 0]
    assert most_at_once == 1
    assert [command[-1].name for command in commands] == ["uv.txt", "run.txt"]
    assert installed(checkout) == {"installed-run.txt", "installed-uv.txt"}


def test_it_says_when_the_packages_cannot_be_installed(checkout, monkeypatch, capsys):
    packages._note("uv")
    real = packages.subprocess.run
    failing = [sys.executable, "-c", "import sys; sys.exit(1)"]
    monkeypatch.setattr(
        packages.subprocess, "run",
        lambda command, **options: real(command if command[1] == "-c" else failing, **options),
    )  # fmt: skip

    assert packages.main(["run"]) == 1

    assert "could not be installed" in capsys.readouterr().err
    assert installed(checkout) == {"installed-uv.txt"}


def test_the_test_packages_hold_those_that_run():
    def pins(name):
        text = (packages.REQUIREMENTS / f"{name}.txt").read_text()
        return set(re.findall(r"^([\w.\[\],-]+==[^ ;\\]+)", text, re.MULTILINE))

    assert pins("run") < pins("test")
