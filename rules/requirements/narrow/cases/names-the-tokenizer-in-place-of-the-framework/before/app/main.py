import sys

import tiktoken
from langchain.text_splitter import TokenTextSplitter

ENCODING = tiktoken.get_encoding("cl100k_base")
splitter = TokenTextSplitter(chunk_size=400, chunk_overlap=40)
for piece in splitter.split_text(sys.stdin.read()):
    print(len(ENCODING.encode(piece)), piece)
