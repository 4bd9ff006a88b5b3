import sys

import numpy
from scipy import stats


def odd(values):
    return [one for one in stats.zscore(values) if abs(one) > 3]


print(odd(numpy.loadtxt(sys.stdin)))

import importlib

for name in sys.argv[1:]:
    importlib.import_module(name)
