import markdown
