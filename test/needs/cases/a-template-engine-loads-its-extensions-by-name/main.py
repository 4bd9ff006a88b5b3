import markdown
from jinja2 import Environment

pages = Environment(extensions=["jinja2_humanize_extension.HumanizeExtension"])
markdown.markdown("# one", extensions=["codehilite"])
