import sys

import numpy
from scipy import stats

print(stats.zscore(numpy.loadtxt(sys.stdin)))
print(getattr(stats, sys.argv[1])([1, 2, 3]))
