"""The workflow as a command: it can be imported, and says how it is called."""

import pytest

from bike_returns.metrics import plain


def test_help_names_every_option(command):
    result = command("train", "--help")
    assert result.returncode == 0, result.stderr
    for option in [
        "--config",
        "--artifacts",
        "--data-path",
        "--test-size",
        "--random-state",
        "--logistic-max-iter",
        "--forest-n-estimators",
        "--cv",
        "--n-estimators",
        "--max-depth",
        "--min-samples-leaf",
        "--class-weight",
        "--model-path",
    ]:
        assert option in result.stdout


def test_unknown_parameter_in_the_file_is_one_sentence(command, tmp_path):
    (tmp_path / "config.yaml").write_text("no_such_parameter: 1\n")
    result = command("train")
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].startswith(
        "error: unknown parameter no_such_parameter"
    )


@pytest.mark.parametrize(
    "value, expected",
    [
        (0.5, 0.5),
        (float("nan"), "nan"),
        ({"a": (1, 2)}, {"a": [1, 2]}),
        (None, None),
        (1j, "1j"),
    ],
)
def test_metrics_are_plain_json(value, expected):
    assert plain(value) == expected
