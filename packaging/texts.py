"""Bring the catalogues up to date with the texts in the code: `dev.py texts`.

New texts are added without a translation, those that are gone are taken out, and what is left untranslated is named.
Texts are found in the syntax tree, since gettext's own readers do not look into f-strings.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ROOT / "resources" / "languages"
WIDTH = 110
HEADER = """# {title}
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


MARKED = "english"
"""Comment of a text that is told again from its finished form; see trainer.core.language."""


def texts(path: Path) -> Iterator[tuple[str | tuple[str, str], bool]]:
    """Every text of a module that is written out in tr, trn or english, and whether it was the last of them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "trn", "english"):
            said = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if len(said) == 2:
                yield (said[0], said[1]), False
            elif said:
                yield said[0], node.func.id == "english"


def template() -> Catalog:
    """All texts of the program with the modules they stand in."""
    found = Catalog()
    for path in sorted((ROOT / "trainer").rglob("*.py")):
        for text, is_marked in texts(path):
            place = path.relative_to(ROOT).as_posix(), 1
            found.add(text, locations=[place], auto_comments=[MARKED] if is_marked else [])
    return found


def update(path: Path, wanted: Catalog) -> int:
    """Rewrite a catalogue; returns how many texts have no translation."""
    code = path.stem
    with path.open("rb") as file:
        known = read_po(file, locale=code)
    known.update(wanted, no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(body, known, width=WIDTH, sort_by_file=True, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = HEADER.format(title=f"Texts of Cascade ({code})", code=code, plurals=known.plural_forms)
    lines = [line for line in body.getvalue().decode().splitlines() if not line.startswith("#, python-")]
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    open_ones = [entry.id for entry in known if entry.id and not all(_forms(entry.string))]
    for text in open_ones:
        sys.stdout.write(f"{path.name}: not translated: {text!r}\n")
    return len(open_ones)


def _forms(said: object) -> tuple[object, ...]:
    return said if isinstance(said, tuple | list) and said else (said,)


def main() -> int:
    """Update every catalogue; the exit status says whether something is left to translate."""
    wanted = template()
    return int(sum(update(path, wanted) for path in sorted(LANGUAGES.glob("*.po"))) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
