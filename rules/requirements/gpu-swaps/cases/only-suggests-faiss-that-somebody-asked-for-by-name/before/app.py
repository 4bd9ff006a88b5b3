import faiss

print(faiss.read_index("index.bin").ntotal)
