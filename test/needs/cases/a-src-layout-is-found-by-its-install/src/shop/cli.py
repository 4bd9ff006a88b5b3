import click

from shop import net


@click.command()
def main():
    net.run()
