"""What the writing of one order is given: its prompt, and how much work a flawed variant is worth."""

from dataclasses import dataclass

from copywriting.order import Order
from copywriting.platforms import Platform
from copywriting.prompt import RenderedPrompt
from inference.contract import GenerationRequest


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work a flawed variant is worth: whole rewrites per profile, and fields written anew."""

    rewrites: int = 1
    masked_rewrites: int = 5  # a small model is a thousand tokens a second and more often wrong
    fields: int = 2


@dataclass(frozen=True, slots=True)
class Job:
    """An order with its prompt; ``request`` is the prompt's own, made to fit the engine's context."""

    order: Order
    platform: Platform
    prompt: RenderedPrompt
    request: GenerationRequest
