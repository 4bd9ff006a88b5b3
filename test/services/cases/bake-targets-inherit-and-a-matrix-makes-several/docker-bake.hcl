variable "TAG" {
  default = "latest"
}

target "api" {
  context    = "."
  dockerfile = "api/Dockerfile"
  tags       = ["acme/api:${TAG}"]
  args = {
    PYTHON = "3.12"
  }
}

target "worker" {
  name       = "worker-${kind}"
  inherits   = ["api"]
  dockerfile = "worker/Dockerfile"
  tags       = ["acme/worker:${kind}"]
  matrix = {
    kind = ["cpu", "gpu"]
  }
  args = {
    KIND = kind
  }
}
