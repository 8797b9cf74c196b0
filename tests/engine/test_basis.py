"""The text of a figure's basis and its keys say the same."""

from kpilib.engine.basis import read, written


def test_keys_without_a_value_are_not_written():
    assert (
        written({"networks": "linkedin+x", "carried": "", "scope": "organic"}) == "networks=linkedin+x; scope=organic"
    )
    assert written({"carried": ""}) is None


def test_what_is_written_is_read():
    assert read("exposure=x:impressions; actions=reactions+shares") == {
        "exposure": "x:impressions",
        "actions": "reactions+shares",
    }
    assert read(None) == {}
