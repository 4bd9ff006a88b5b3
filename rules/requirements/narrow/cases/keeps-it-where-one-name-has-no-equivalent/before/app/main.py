import sys

import numpy
from scipy import signal, stats


def odd(values):
    return [one for one in stats.zscore(values) if abs(one) > 3]


print(odd(numpy.loadtxt(sys.stdin)))
print(signal.find_peaks([1, 2, 1]))
