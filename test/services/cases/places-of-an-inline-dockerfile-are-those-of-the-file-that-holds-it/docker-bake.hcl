target "baked" {
  context = "."
  dockerfile-inline = <<-EOT
    FROM python:3.12-slim
    CMD ["baked"]
  EOT
}
