"""A text is looked up when it is shown; a sentence from below the presenters is found with its figures in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.marked import spoken_in
from trainer.core import language
from trainer.core.catalogue import CatalogueError, read_catalogue
from trainer.core.language import choose_language, english, languages_dir, localised, retold, tr, trn

PO = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: a.py
msgid "Stop"
msgstr "Halt"

#, fuzzy
msgid "Go"
msgstr "Geh"

msgid ""
"Two "
"lines\\n"
msgstr "Zwei \\"Zeilen\\"\\n"

msgid "{count} bar"
msgid_plural "{count} bars"
msgstr[0] "{count} Kerze"
msgstr[1] "{count} Kerzen"

#. english
msgid "Kept in {kept} of {all}. {worst}"
msgstr "{kept} von {all} gehalten. {worst}"

#. english
msgid "Risk {share} above {share}"
msgstr "Risiko {share}"

#. english
msgid "{field}: {value} is not allowed; {allowed}"
msgstr "{field}: {value} geht nicht; {allowed}"

msgid "{day} {month}"
msgstr "{day}. {month}"

#~ msgid "old"
#~ msgstr "alt"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "de.po").write_text(PO, encoding="utf-8")
    yield tmp_path
    choose_language("en")


def test_texts_are_english_until_a_language_is_chosen(folder: Path) -> None:
    assert (tr("Stop"), trn("{count} bar", "{count} bars", 2)) == ("Stop", "{count} bars")
    choose_language("de", folder)
    assert (tr("Stop"), tr("Two lines\n"), tr("Unknown")) == ("Halt", 'Zwei "Zeilen"\n', "Unknown")
    assert [trn("{count} bar", "{count} bars", n) for n in (0, 1, 2)] == [
        "{count} Kerzen",
        "{count} Kerze",
        "{count} Kerzen",
    ]
    assert trn("{n} day", "{n} days", 1) == "{n} day"
    assert english("Stop") == "Stop"
    choose_language("en", folder)
    assert tr("Stop") == "Stop"


def test_a_doubtful_translation_is_not_used(folder: Path) -> None:
    choose_language("de", folder)
    assert (tr("Go"), tr("old")) == ("Go", "old")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Kept in 3 of 1,004. Stop", "3 von 1.004 gehalten. Halt"),
        ("Kept in 3 of 4. Risk 1.5 % above 1.5 %", "3 von 4 gehalten. Risiko 1,5 %"),
        ("Risk 1.5 % above 2 %", "Risk 1.5 % above 2 %"),
        ("Stop: 1.0.0 is not allowed; −1,234.50", "Halt: 1.0.0 geht nicht; −1.234,50"),
        ("12.5×", "12,5×"),
        ("Nothing known", "Nothing known"),
        ("12 March", "12 March"),
        ("", ""),
    ],
)
def test_a_sentence_is_told_with_its_figures(folder: Path, said: str, heard: str) -> None:
    assert retold(said) == said
    choose_language("de", folder)
    assert retold(said) == heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (
            "The 08:00 trade left at 6,680.30, away from its planned levels. "
            "Next session: write stop and target before the click.",
            "Der Trade um 08:00 endete bei 6.680,30, fern der geplanten Marken. "
            "Nächste Sitzung: Stop und Ziel vor dem Klick festlegen.",
        ),
        (
            "Liquidated once. The trade of 08:00 cost 445.81. "
            "A stop before the liquidation price chooses the loss before the entry.",
            "Liquidiert: einmal. Der Trade von 08:00 kostete 445,81. "
            "Ein Stop vor dem Liquidationspreis legt den Verlust vor dem Einstieg fest.",
        ),
        (
            "The stop was moved away once: planned 7,240.00, taken off. "
            "Next session: move a stop only towards the price.",
            "Der Stop wurde einmal weggeschoben: geplant 7.240,00, weggenommen. "
            "Nächste Sitzung: einen Stop nur zum Preis hin bewegen.",
        ),
        (
            "−4.60 R. 08:00: the stop was moved away or taken off while the trade lost.",
            "−4,60 R. 08:00: der Stop wurde im Verlust weggeschoben oder entfernt.",
        ),
        (
            "+1.20 R, with the plan written before it and kept.",
            "+1,20 R, mit vorher festgelegtem und gehaltenem Plan.",
        ),
        (
            "Lucky win at 08:00: +1.20 R. 08:00: no stop stood at the entry. "
            "The money is real, the decision would not last.",
            "Glückstreffer um 08:00: +1,20 R. 08:00: beim Einstieg stand kein Stop. "
            "Das Geld ist echt, auf Dauer trägt die Entscheidung nicht.",
        ),
        ("At 7× the same size would still be open.", "Mit 7× wäre dieselbe Größe noch offen."),
        ("BTCUSDT from 2021-05-19", "BTCUSDT ab 2021-05-19"),
        ("away from what nobody planned", "away from what nobody planned"),
        ("Its stop was taken off. Nobody says this.", "Sein Stop wurde entfernt. Nobody says this."),
    ],
)
def test_sentences_are_told_one_by_one_and_none_in_two_languages(said: str, heard: str) -> None:
    with spoken_in("de"):
        assert retold(said) == heard


def test_a_figure_takes_the_marks_of_the_language() -> None:
    assert localised("−1,234.50 %") == "−1,234.50 %"
    with spoken_in("de"):
        assert localised("−1,234.50 %") == "−1.234,50 %"
        assert localised(localised("1,234.5")) == "1,234.5"


@pytest.mark.parametrize("body", ['msgid "a\nmsgstr "b"', '"lost"', "\xff"])
def test_a_broken_catalogue_is_one_message_and_english(folder: Path, body: str) -> None:
    (folder / "de.po").write_bytes(body.encode("latin-1"))
    with pytest.raises(CatalogueError, match="texts stay English"):
        choose_language("de", folder)
    assert language.language() == "en" and tr("Stop") == "Stop"


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"de\.po"):
        read_catalogue(tmp_path / "de.po")


def test_the_shipped_catalogue_reads_as_babel_reads_it() -> None:
    pofile = pytest.importorskip("babel.messages.pofile")
    with (languages_dir() / "de.po").open("rb") as file:
        theirs = {entry.id: entry.string for entry in pofile.read_po(file) if entry.id and entry.string}
    ours = read_catalogue(languages_dir() / "de.po")
    assert ours.texts == {key: text for key, text in theirs.items() if isinstance(key, str)}
    assert ours.plurals == {key[0]: forms for key, forms in theirs.items() if not isinstance(key, str)}
    assert [ours.form_of(n) for n in (0, 1, 2, 21)] == [1, 0, 1, 1]
