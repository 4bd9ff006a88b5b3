import sys

import pandas

frame = pandas.read_csv(sys.argv[1])
print(frame.merge(pandas.read_csv(sys.argv[2])))
