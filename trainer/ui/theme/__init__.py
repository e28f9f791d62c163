"""The visual system: tokens, fonts, icons, the one style sheet; `trainer.ui.theme.current` is its public face."""
