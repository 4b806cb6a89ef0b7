"""Platform names as prompts of small models say them."""

from pathlib import Path

from copywriting.platforms import load_platforms


def platform_names(path: Path) -> dict[str, str]:
    """The dataset's platform slug → its name in the prompt; platforms that share a slug share the name."""
    names: dict[str, str] = {}
    for platform in load_platforms(path):
        names.setdefault(platform.dataset, platform.model_name)
    return names
