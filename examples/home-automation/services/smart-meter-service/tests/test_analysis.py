import pytest

from smart_meter import analysis


def square_wave(cycles, on=10, off=20, base=60.0, load=1200.0):
    watts = []
    for _ in range(cycles):
        watts += [base] * off + [base + load] * on
    watts += [base] * off
    return [(60.0 * i, w) for i, w in enumerate(watts)]


def test_compressor_cycles_are_counted_and_timed():
    found = analysis.run("cycles", square_wave(6))
    assert found["cycles"] == 6
    assert found["minutes_between"] == 30.0
    assert found["minutes_on"] == pytest.approx(10, abs=1)
    assert found["regularity"] == 1.0


def test_a_flat_line_has_no_cycles():
    assert analysis.run("cycles", [(60.0 * i, 80.0) for i in range(60)]) == {"cycles": 0}


def test_baseload_ignores_the_peaks():
    found = analysis.run("baseload", square_wave(4))
    assert found["watts"] == 60.0
    assert found["kwh_per_year"] == 526


def test_only_modules_of_the_package_are_run():
    assert analysis.names() == ["baseload", "cycles"]
    with pytest.raises(LookupError):
        analysis.run("os", [])
