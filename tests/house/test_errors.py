"""Every error pickles across processes and reads as: where, what, what to do."""

import pickle

import pytest

from kpilib import errors

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.KpilibError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_pickles_whole(kind):
    error = kind("params/acme.yml, targets", "no KPI called 'engagment'", "Did you mean 'engagements'?")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert str(copy) == "params/acme.yml, targets: no KPI called 'engagment'. Did you mean 'engagements'?"
    assert (copy.where, copy.what, copy.do) == error.args


@pytest.mark.parametrize(
    ("kind", "standard"),
    [
        (errors.ParamsError, ValueError),
        (errors.PeriodError, ValueError),
        (errors.SourceError, ValueError),
        (errors.TableError, ValueError),
        (errors.StatsError, ValueError),
        (errors.UnknownName, KeyError),
        (errors.NotebookError, RuntimeError),
        (errors.KernelError, RuntimeError),
        (errors.RenderError, RuntimeError),
    ],
)
def test_is_also_the_standard_error(kind, standard):
    assert issubclass(kind, standard)


def test_every_kind_is_in_the_tree_that_the_module_draws():
    assert all(kind.__name__ in errors.__doc__ for kind in KINDS)


def test_suggest_names_what_is_close():
    assert errors.suggest("engagment", ["engagements", "reach"]) == "Did you mean 'engagements'?"
    assert errors.suggest("zzz", ["engagements", "reach"]) == ""


def test_problem_says_where():
    problem = errors.Problem(
        "error", "exports/a.csv", "'1.234' fits two number styles", "Set decimal.", row=7, column="Views"
    )
    assert str(problem) == "error: exports/a.csv, row 7, column 'Views': '1.234' fits two number styles. Set decimal."
    assert problem.as_dict()["sheet"] == ""
