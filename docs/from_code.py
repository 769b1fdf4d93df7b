"""Parts of pages that are taken from the program, so that they cannot differ from it.

A page asks for a part by a comment of its own, such as ``<!-- from the program: commands -->``.
A list below the comment goes into the part: what the program does not know, such as the meanings
of settings.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import peerpair

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from peerpair.shapes.basic import Shape

Schema = Mapping[str, Any]

MARK = re.compile(r"<!-- from the program: (.*) -->(?P<list>(?:\n- .*)*)")
MEANING = re.compile(r"^- `(.+?)`: (.+)$", re.MULTILINE)


def fill(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the parts asked for into the source of a page."""
    source[0] = MARK.sub(lambda asked: _part(asked[1], asked["list"]), source[0])


def _part(name: str, listed: str) -> str:
    return settings(dict(MEANING.findall(listed))) if name == "settings" else PARTS[name]()


def write_schemas(app: Sphinx, error: Exception | None) -> None:
    """Write the JSON Schemas beside the pages."""
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir) / "schemas"
        folder.mkdir(exist_ok=True)
        for name, schema in peerpair.schemas().items():
            text = json.dumps(schema, indent=1)
            (folder / _file(name)).write_text(f"{text}\n", encoding="utf-8")


def commands() -> str:
    """Return a section for each command: what it does, its usage and its options."""
    import typer

    from peerpair.cli.app import build

    group: Any = typer.main.get_command(build())
    return "\n\n".join(_command(name, group.commands[name]) for name in sorted(group.commands))


def _command(name: str, command: Any) -> str:
    context = command.make_context(f"peerpair {name}", [], resilient_parsing=True)
    usage = command.get_usage(context).removeprefix("Usage: ")
    helps = (each.get_help_record(context) for each in command.params)
    rows = [f"| {_code(line[0])} | {_cell(line[1])} |" for line in helps if line]
    table = ["| option | meaning |", "|---|---|", *rows] if rows else []
    about = " ".join(command.help.split())
    return "\n".join([f"## {name}", "", about, "", "```text", usage, "```", "", *table])


def problem_keys() -> str:
    """Return the keys of a problem document."""
    return _document("peerpair-problem/1")


def result_keys() -> str:
    """Return the keys of a result document."""
    return _document("peerpair-result/1")


def _document(name: str) -> str:
    link = f'<a href="../schemas/{_file(name)}">JSON Schema of {name}</a>'
    return f"{link}\n\n{_table(peerpair.schemas()[name])}"


def settings(meanings: Mapping[str, str]) -> str:
    """Return the keys of a settings file, each with a meaning from the page.

    Raises
    ------
    LookupError
        If the page explains other keys than there are.
    """
    keys = dict(_settings())
    if odd := sorted(keys.keys() ^ meanings.keys()):
        raise LookupError(f"settings.md explains keys that are none, or not all: {odd}")
    rows = [f"| {_code(name)} | {what} | {meanings[name]} |" for name, what in keys.items()]
    return "\n".join(["| key | what it holds | default | meaning |", "|---|---|---|---|", *rows])


def _settings() -> Iterator[tuple[str, str]]:
    """Yield each key of a settings file with the cells that say what it holds and its default."""
    from peerpair.config.shape import Output, Rosters, config_shape
    from peerpair.shapes.noun import Of, keys_of

    people = [peerpair.Resident("a"), peerpair.Resident("b")]
    days = peerpair.Horizon(date(2026, 8, 3), date(2026, 8, 31))
    least: dict[str, Any] = peerpair.Problem(people, days, "UTC").to_document()
    least |= {"away": [], "rosters": Rosters("UTC").to_document()}
    least |= {"output": Output().to_document()}
    for name, shape in config_shape().keys.items():
        if isinstance(shape, Of):
            for key in keys_of(shape.noun):
                default = "needed" if key.needed else _default(least[name].get(key.name))
                yield f"{name}.{key.name}", f"{_toml_words(key.shape)} | {default}"
        else:
            yield name, f"{_toml_words(shape)} | {_default(least.get(name))}"


def _default(value: object) -> str:
    return "none" if value is None else _code(_toml(value))


def _table(schema: Schema) -> str:
    rows = [f"| {_code(key)} | {what} |" for key, what in _keys(schema, "")]
    return "\n".join(["| key | what it holds |", "|---|---|", *rows])


def _keys(schema: Schema, path: str) -> Iterator[tuple[str, str]]:
    """Yield the key paths below a schema, and what each holds."""
    for name, inner in schema.get("properties", {}).items():
        if name == "kind" and len(inner.get("enum", ())) == 1:
            continue  # it stands in the path
        place = f"{path}.{name}" if path else name
        needed = ", needed" if name in schema.get("required", ()) else ""
        yield place, f"{_words(inner)}{needed}"
        for part in _parts(inner):
            kind = part.get("properties", {}).get("kind", {}).get("enum", [""])
            mark = f"[{kind[0] if len(kind) == 1 else ''}]" if _lists(inner) else ""
            yield from _keys(part, f"{place}{mark}")


def _lists(schema: Schema) -> bool:
    return any(part.get("type") == "array" for part in (schema, *schema.get("anyOf", ())))


def _parts(schema: Schema) -> Iterator[Schema]:
    """Yield the objects that a value of a schema may be or hold."""
    if "properties" in schema:
        yield schema
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _parts(choice)
    if "items" in schema:
        yield from _parts(schema["items"])


def _words(schema: Schema) -> str:
    """Return in words what a schema allows."""
    if "enum" in schema:
        return " or ".join(_code(json.dumps(value)) for value in schema["enum"])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(map(_words, choices)))
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return _list_words(schema)
    if schema.get("format") == "date":
        return "date"
    plain = {"null": _code("null"), "boolean": "true or false"}.get(kind, kind)
    if kind == "string":
        least, most = schema.get("minLength"), schema.get("maxLength")
        plain = f"non-empty {plain}" if least else plain
        return f"{plain} of at most {most:,} characters" if most else plain
    return f"{plain}{_limits(schema.get('minimum'), schema.get('maximum'))}"


def _limits(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "" if low is None else f" of at least {low:,}"
    return f" {low:,}" if low == high else f" from {low:,} to {high:,}"


def _toml_words(shape: Shape) -> str:
    """Return in words what a shape allows in TOML, which has no null."""
    return _words(_without_null(shape.schema()))


def _without_null(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _without_null(part) for key, part in schema.items()}
    if isinstance(schema, list):
        return [_without_null(part) for part in schema if part != {"type": "null"}]
    return schema


def _toml(value: object) -> str:
    """Return a value as a line of TOML has it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(part)}' for key, part in value.items())} }}"
    return json.dumps(value)


def _list_words(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(map(_words, schema['prefixItems']))}]"
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    size = f"{least} × " if least == most else f"{least} to {most} × " if most else ""
    return f"list of {size}{_words(schema.get('items', {}))}"


def _file(name: str) -> str:
    return f"{name.replace('/', '-')}.schema.json"


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def house() -> str:
    """Return the rooms as a picture, the highest floor on top."""
    floors = _floors()[::-1]
    step, high, wide = 44, 32, 720
    lines = [
        f'<svg class="house" viewBox="0 0 {wide} {step * len(floors)}" role="img"'
        ' aria-label="The rooms of peerpair, floor by floor">'
    ]
    for number, rooms in enumerate(floors):
        width = (wide - 8 * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            x, y = place * (width + 8), step * number + 6
            lines += [
                f"<g><title>{escape(_about(room), quote=False)}</title>",
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{high}" rx="4"/>',
                f'<text x="{x + width / 2:.1f}" y="{y + 21}">{escape(room)}</text></g>',
            ]
    return "\n".join([*lines, "</svg>"])


def rooms() -> str:
    """Return what each room is for, the highest floor first."""
    rows = [f"| `{room}` | {_about(room)} |" for floor in reversed(_floors()) for room in floor]
    return "\n".join(["| room | what it is for |", "|---|---|", *rows])


def _floors() -> Sequence[Sequence[str]]:
    """Return the floors that the house test keeps, the lowest first."""
    test = Path(__file__).parents[1] / "tests" / "test_house.py"
    for node in ast.parse(test.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS":
            return [sorted(floor) for floor in ast.literal_eval(node.value)]
    raise LookupError(f"{test.name} has no LAYERS")


def _about(room: str) -> str:
    """Return the first sentence that a room says of itself."""
    path = Path(peerpair.__file__).parent / room
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return _cell(text.split("\n\n")[0]).replace("``", "`")


PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "house": house,
    "rooms": rooms,
    "problem keys": problem_keys,
    "result keys": result_keys,
}
