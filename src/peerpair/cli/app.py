"""The typer application, put together from the files in `commands`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Annotated

import typer

from peerpair.cli import commands
from peerpair.cli.codes import DONE


def build() -> typer.Typer:
    """Return the application with every command in `commands`."""
    app = typer.Typer(
        name="peerpair",
        help="Form peer-support pairs and triads of residents who share real free time.",
        pretty_exceptions_enable=False,  # it prints values of variables: names, exclusions
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_root)
    for module in pkgutil.iter_modules(commands.__path__):
        loaded = importlib.import_module(f"{commands.__name__}.{module.name}")
        app.command(module.name.replace("_", "-"))(getattr(loaded, module.name))
    return app


def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", is_eager=True)
    ] = False,
) -> int:
    """Form peer-support pairs and triads of residents who share real free time."""
    if version:
        from peerpair import __version__  # the package root lies above this layer

        typer.echo(f"peerpair {__version__}")
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
    return DONE
