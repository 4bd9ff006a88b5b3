import sys

import pandas

frame = pandas.read_csv(sys.argv[1])
print(frame.groupby("day").sum())
