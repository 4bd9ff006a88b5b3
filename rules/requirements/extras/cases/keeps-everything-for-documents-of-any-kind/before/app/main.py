import sys

from unstructured.partition.auto import partition

print(partition(sys.argv[1]))
