"""Crossing clients with notebooks, and the content keys of what comes out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpilib.batch.jobs import Limits, Request, Subject, chapters, digest, issue

SUBJECT = Subject("acme", "Acme", "/p", "tr", "d1", period="2026-10", notebooks=("reach", "overview"))
PLAIN = Request()
TEXTS = {"overview": "o", "reach": "r", "own": "x"}


def planned(subject=SUBJECT, request=PLAIN, texts=TEXTS, version="v1"):
    return issue(subject, request, texts=texts, version=version)


def test_an_issue_has_a_job_for_each_notebook_in_order():
    made = planned()
    assert [job.notebook for job in made.jobs] == ["overview", "reach"]
    assert (made.folder, made.name, made.language) == ("acme/2026-10", "acme 2026-10", "tr")
    assert made.jobs[0].parameters == {
        "client": "acme", "period": "2026-10", "compare": "", "language": "tr", "networks": [],
    }  # fmt: skip


def test_the_request_comes_before_the_client_file():
    made = planned(request=Request(period="2026-Q3", language="en", notebooks=("own",), networks=("x",)))
    assert made.folder == "acme/2026-Q3.en"
    assert [(job.notebook, job.parameters["networks"]) for job in made.jobs] == [("own", ["x"])]


def test_chapters_are_in_order_and_once():
    assert chapters(("own", "quality", "reach", "overview", "reach")) == ("overview", "reach", "quality", "own")


@pytest.mark.parametrize(
    "other",
    [
        {"subject": replace(SUBJECT, digest="d2")},
        {"subject": replace(SUBJECT, period="2026-11")},
        {"subject": replace(SUBJECT, client="bolt")},
        {"request": Request(language="en")},
        {"request": Request(compare="year")},
        {"request": Request(networks=("x",))},
        {"texts": TEXTS | {"reach": "changed"}},
        {"version": "v2"},
    ],
)
def test_every_input_changes_the_key(other):
    assert planned(**other).key != planned().key


@pytest.mark.parametrize(
    "other", [{"request": Request(formats=("pdf",))}, {"request": Request(limits=Limits(seconds=1))}]
)
def test_what_does_not_change_figures_does_not_change_the_key(other):
    assert planned(**other).key == planned().key


def test_a_changed_notebook_leaves_the_others_keys():
    before, after = planned(), planned(texts=TEXTS | {"reach": "changed"})
    assert before.jobs[0].key == after.jobs[0].key
    assert before.jobs[1].key != after.jobs[1].key


def test_what_cannot_be_hashed_has_no_key():
    assert {job.key for job in planned(replace(SUBJECT, digest=None)).jobs} == {""}


def test_a_digest_knows_no_order_of_keys():
    assert digest({"a": 1, "ş": [2]}) == digest({"ş": [2], "a": 1}) != digest({"a": 1, "ş": [3]})
