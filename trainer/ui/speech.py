"""`speak(app, choice)`: the learner's language for the program's own texts, for Qt's dialogs and for figures.

Windows that stand already keep the language they were made in: who changes it makes them anew.
"""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from trainer.core.language import ENGLISH, LANGUAGES, SYSTEM, choose_language

_NAME = "qt_texts"


def speak(app: QApplication, choice: str) -> None:
    """Speak a language by its code, or the system's; raises CatalogueError, and English is spoken then."""
    code = system_language() if choice == SYSTEM else choice
    for before in app.findChildren(QTranslator, _NAME):
        app.removeTranslator(before)
        before.deleteLater()
    choose_language(ENGLISH)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    if code == ENGLISH:
        return
    choose_language(code)
    QLocale.setDefault(QLocale(code))
    translator = QTranslator(app)
    translator.setObjectName(_NAME)
    if translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def system_language() -> str:
    """The first language of the desktop that is spoken here, English for none."""
    asked = (name.replace("_", "-").split("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in asked if code in LANGUAGES), ENGLISH)
