"""``python -m peerpair`` is the command line."""

from peerpair.cli.main import run

if __name__ == "__main__":
    raise SystemExit(run())
