target "api" {
  context = "api
}
