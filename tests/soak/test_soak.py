"""That `make soak` works, with two of its faults. How many readers are concerned is for the long one to say."""

import pytest

import tests.soak.__main__ as soak
from tests.soak import load

pytestmark = pytest.mark.server


def test_nothing_acknowledged_is_lost_and_nothing_is_left(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(soak, "MOST_WITHOUT", 1)
    monkeypatch.setattr(load, "PAUSE", 0.5)  # the other tests want the processors, too

    assert soak.soak(tmp_path, ["web worker", "database backend"], pause=5) == []
    assert "lost: 0; processes left: 0" in capsys.readouterr().out
