"""Rules that look at a variant: explainable, offline, never a model.

``copywriting.checks.checker.Checker`` is the one face. Nothing is imported here: the product catalogue needs
``checks.morphology`` and the checker needs the catalogue.
"""
