import sys

import numpy
from scipy import stats


def odd(values):
    return [one for one in stats.zscore(values) if abs(one) > 3]


print(odd(numpy.loadtxt(sys.stdin)))


def run(library, name):
    return getattr(library, name)([1.0, 2.0])


print(run(stats, sys.argv[1]))
