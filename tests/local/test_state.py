import stat
import threading

import pytest

from deploy.local import state
from deploy.local.alive import ProcessMark
from deploy.local.failure import CannotContinue


def test_state_comes_back_as_it_was_kept(tmp_path):
    kept = state.State(
        web_port=8123, processes={"web": ProcessMark(1, "2")}, filled={"own": "demo"}
    )

    state.save(tmp_path, kept)

    assert state.load(tmp_path) == kept


def test_state_is_readable_by_its_owner_only(tmp_path):
    state.save(tmp_path, state.State())

    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_secrets_differ_between_instances():
    first, second = state.State(), state.State()

    assert len({first.secret_key, first.web_password, second.secret_key, second.web_password}) == 4


@pytest.mark.parametrize("content", ["", "{", "{}", '{"processes": {}, "unknown": 1}'])
def test_broken_state_says_which_file_and_what_to_do(tmp_path, content):
    (tmp_path / "state.json").write_text(content)

    with pytest.raises(CannotContinue, match=r"state\.json.*--reset"):
        state.load(tmp_path)


def test_lock_is_held_by_one_at_a_time(tmp_path):
    inside = []

    def enter():
        with state.only_one(tmp_path / "lock"):
            inside.append("entered")

    with state.only_one(tmp_path / "lock"):
        other = threading.Thread(target=enter)
        other.start()
        other.join(timeout=0.2)
        assert inside == []
    other.join(timeout=5)

    assert inside == ["entered"]


def test_taken_at_once_does_not_wait(tmp_path):
    with state.only_one(tmp_path / "lock"), state.taken_at_once(tmp_path / "lock") as is_ours:
        assert not is_ours

    with state.taken_at_once(tmp_path / "lock") as is_ours:
        assert is_ours
