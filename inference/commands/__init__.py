"""The commands of ``python -m inference``, one module each: ``add`` its arguments, ``run`` it."""
