import faiss

index = faiss.index_cpu_to_all_gpus(faiss.read_index("index.bin"))
print(index)
