"""Small widgets every page is built from; each module names its public parts in its docstring."""
