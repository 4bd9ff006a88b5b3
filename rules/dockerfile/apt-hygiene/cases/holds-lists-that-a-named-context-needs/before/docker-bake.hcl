target "base" {
  context = "base"
}
target "child" {
  context = "child"
  contexts = { below = "target:base" }
}
