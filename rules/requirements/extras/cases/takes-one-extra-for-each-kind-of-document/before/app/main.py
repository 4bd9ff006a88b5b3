import sys

from unstructured.partition.docx import partition_docx

for element in partition_docx(sys.argv[1]):
    print(element)

from unstructured.partition.pptx import partition_pptx

print(partition_pptx(sys.argv[2]))
