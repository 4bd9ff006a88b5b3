"""State, restart and memory of the home's containers."""
from __future__ import annotations

import docker
from docker.errors import NotFound


class Containers:
    def __init__(self, project: str, client: docker.DockerClient | None = None) -> None:
        self._project = project
        self._docker = client or docker.from_env(timeout=10)

    def _find(self, service: str):
        label = f"com.docker.compose.service={service}"
        project = f"com.docker.compose.project={self._project}"
        found = self._docker.containers.list(all=True, filters={"label": [label, project]})
        if not found:
            raise LookupError(service)
        return found[0]

    def all(self) -> list[dict]:
        filters = {"label": f"com.docker.compose.project={self._project}"}
        return [
            {
                "service": c.labels.get("com.docker.compose.service", c.name),
                "status": c.status,
                "image": c.attrs["Config"]["Image"],
                "restarts": c.attrs.get("RestartCount", 0),
            }
            for c in self._docker.containers.list(all=True, filters=filters)
        ]

    def restart(self, service: str) -> str:
        container = self._find(service)
        container.restart(timeout=20)
        try:
            container.reload()
        except NotFound:
            return "gone"
        return container.status

    def memory(self, service: str) -> dict:
        stats = self._find(service).stats(stream=False)["memory_stats"]
        # page cache is no need of the service
        used = stats["usage"] - stats.get("stats", {}).get("inactive_file", 0)
        return {"used": used, "limit": stats["limit"], "share": round(used / stats["limit"], 3)}
