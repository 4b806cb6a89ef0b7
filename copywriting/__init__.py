"""The domain: briefs, platforms, angles, the one prompt renderer and the checks. Pure but the Copywriter."""
