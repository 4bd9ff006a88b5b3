"""Secrets by name, from the environment on laptops and from Vault everywhere else."""

import os
from functools import lru_cache
from typing import Protocol


class SecretStore(Protocol):
    def get(self, name: str) -> str: ...


class EnvironmentSecrets:
    def get(self, name: str) -> str:
        variable = name.upper().replace("/", "_").replace("-", "_")
        try:
            return os.environ[variable]
        except KeyError:
            raise LookupError(f"secret {name} is not set, looked for {variable}") from None


class VaultSecrets:
    """KV version 2 under one mount; values are read once and kept."""

    def __init__(self, client, mount: str = "tax"):
        self.client = client
        self.mount = mount
        self.cache: dict[str, str] = {}

    def get(self, name: str) -> str:
        if name not in self.cache:
            path, _, key = name.rpartition("/")
            answer = self.client.secrets.kv.v2.read_secret_version(
                path=path, mount_point=self.mount, raise_on_deleted_version=True
            )
            self.cache[name] = answer["data"]["data"][key]
        return self.cache[name]


@lru_cache
def store(backend: str = "env") -> SecretStore:
    if backend == "vault":
        import hvac  # slow to import, and laptops have no Vault

        client = hvac.Client(url=os.environ.get("VAULT_ADDR", "http://vault:8200"), token=os.environ.get("VAULT_TOKEN"))
        return VaultSecrets(client)
    if backend == "env":
        return EnvironmentSecrets()
    raise ValueError(f"unknown secrets backend {backend!r}")
