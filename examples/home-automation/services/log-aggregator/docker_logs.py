"""Lines of the home's containers, followed through the Docker socket."""
import threading
from datetime import datetime

import docker
from docker.errors import APIError, NotFound


class ContainerLogs:
    def __init__(self, project: str, sink, client=None) -> None:
        self.project = project
        self.sink = sink
        self.client = client or docker.from_env()
        self.threads: dict[str, threading.Thread] = {}

    def discover(self) -> list[str]:
        """Starts a follower for each container of the compose project that has none."""
        label = f"com.docker.compose.project={self.project}"
        started = []
        for container in self.client.containers.list(filters={"label": label}):
            alive = self.threads.get(container.name)
            if alive is not None and alive.is_alive():
                continue
            thread = threading.Thread(target=self.follow, args=(container,), daemon=True, name=container.name)
            self.threads[container.name] = thread
            thread.start()
            started.append(container.name)
        return started

    def follow(self, container) -> None:
        try:
            for raw in container.logs(stream=True, follow=True, timestamps=True, tail=0):
                stamp, _, text = raw.decode("utf-8", "replace").rstrip("\n").partition(" ")
                self.sink(container.name, parse_stamp(stamp), text)
        except (APIError, NotFound):
            return


def parse_stamp(stamp: str) -> datetime:
    # docker prints nanoseconds, datetime knows microseconds
    head, _, fraction = stamp.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{fraction[:6]:0<6}+00:00")
