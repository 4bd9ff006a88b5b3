from huggingface_hub import snapshot_download

snapshot_download("acme/tiny", local_dir="/models")
