"""A client with two small exports, and the command line called as a shell would."""

import json

import pytest

from kpilib.cli import main

HEADER = "Date,Tweets published,impressions,engagements,retweets,replies,likes,url clicks,follows\n"
DAYS = "2026-09-01,1,1000,40,2,3,35,5,1\n2026-09-02,2,500,10,0,0,10,1,0\n"


@pytest.fixture
def client(tmp_path, monkeypatch):
    """params/acme.yml with one by-day export of two days, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path / "cache"))
    exports = tmp_path / "params" / "exports"
    exports.mkdir(parents=True)
    (exports / "days.csv").write_text(HEADER + DAYS, encoding="utf-8")
    (tmp_path / "params" / "acme.yml").write_text(
        "client: Acme\nlanguage: en\ncurrency: EUR\ntimezone: UTC\n"
        "sources:\n  - {path: exports/days.csv, as: twitter_days, account: acme}\n",
        encoding="utf-8",
    )
    return tmp_path / "params" / "acme.yml"


@pytest.fixture
def kpilib(capsys):
    """Call the command; returns exit code, standard output, standard error."""

    def call(*words):
        try:
            code = main(list(words))
        except SystemExit as stopped:
            code = stopped.code
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def as_json(kpilib):
    """Call the command with --format json and read its one document."""

    def call(*words):
        code, out, err = kpilib(*words, "--format", "json")
        return code, json.loads(out), err

    return call
