target "base" {
  dockerfile = "docker/app.Dockerfile"
  target = "build"
}

target "app" {
  dockerfile = "docker/app.Dockerfile"
}
