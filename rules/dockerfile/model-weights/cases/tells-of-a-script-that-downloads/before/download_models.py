from huggingface_hub import snapshot_download

snapshot_download('BAAI/bge-small-en-v1.5')
