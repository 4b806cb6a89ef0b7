"""The one prompt renderer: an order becomes messages, tails and the settings to decode them with.

Parts go from the most shared to the most specific, so that the engine reuses what users and variants share:
role | platform | examples (platform and tone) | brief | earlier texts, refinement | the variant's own side.
"""

from dataclasses import dataclass, field, replace

from copywriting import masked, wording
from copywriting.angles import angle
from copywriting.examples import Examples
from copywriting.grammar import grammar
from copywriting.knowledge import Product, Products
from copywriting.masking import Masks
from copywriting.order import Assignment, Change, Order
from copywriting.part import Part
from copywriting.platforms import Field, Platform
from inference.contract import GenerationRequest, Message, PromptProfile, Sampling, Tail

Profile = PromptProfile

EXAMPLES_BUDGET = 2400  # characters, about 900 tokens
SMALL_CONTEXT = 4096  # tokens: below it examples would crowd out the brief
_CHARACTERS_PER_TOKEN = 2.7  # Russian under Qwen-like vocabularies; the nano's own reach 3.0
_SPARE = 1.2
_ROOM = 1.5  # a text may be this much longer than recommended
_STOPS = ("\nВариант 2", "<исходный_текст>", "</исходный_текст>")
_SAMPLING: dict[Profile, Sampling] = {
    "instruct": Sampling(temperature=0.8, top_p=0.9, min_p=0.05, repeat_penalty=1.05),
    "masked": Sampling(temperature=0.6, top_p=0.9),
    "phrases": Sampling(temperature=0.75, top_p=0.9, dry_multiplier=0.8),
}


@dataclass(frozen=True, slots=True)
class Material:
    """What prompts draw on beside the order. ``examples_budget`` is in characters."""

    examples: Examples = field(default_factory=Examples)
    products: Products | None = None
    examples_budget: int = EXAMPLES_BUDGET


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt with one tail per assignment, in their order; ``masks`` restores facts (masked profile)."""

    messages: tuple[Message, ...]
    tails: tuple[Tail, ...]
    sampling: Sampling
    max_tokens: int
    stop: tuple[str, ...] = ()
    logit_bias: tuple[tuple[str, float], ...] = ()
    masks: Masks | None = None

    def request(self, order: Order, tails: tuple[Tail, ...] | None = None) -> GenerationRequest:
        return GenerationRequest(
            messages=self.messages,
            tails=self.tails if tails is None else tails,
            max_tokens=self.max_tokens,
            sampling=self.sampling,
            stop=self.stop,
            logit_bias=self.logit_bias,
            adapter=order.adapter,
            tenant=order.tenant,
        )


def render(
    order: Order, platform: Platform, profile: Profile, material: Material | None = None
) -> RenderedPrompt:
    if profile != "instruct":
        return _masked(order, platform, profile)
    return _instruct(order, platform, material or Material())


def tail(assignment: Assignment, platform: Platform, profile: Profile, *, refined: bool = False) -> Tail:
    """What one variant has of its own; small models know no angles, their variants differ by seed."""
    if profile != "instruct":
        return Tail(seed=assignment.seed, grammar=grammar(platform, learned=True))
    request = wording.WRITE if refined else wording.direction(angle(assignment.angle))
    return Tail(text=f"\n\n{request}", seed=assignment.seed, grammar=grammar(platform))


def answer_tokens(platform: Platform, *, learned: bool = False, characters: int = 0) -> int:
    """How many tokens an answer may need: sizes of fields (or ``characters``, if more) in tokens."""
    fields = sum(_expected(one) * (one.min_variants if learned else one.ask) for one in platform.fields)
    return round(max(fields, characters) / _CHARACTERS_PER_TOKEN * _SPARE) + 16


def _expected(one: Field) -> float:
    """A line may reach its limit; a free text needs no more than a good part over its usual length."""
    if one.line:
        return one.max + len(one.line) + 4
    return min(one.max, _ROOM * one.rec) if one.rec else one.max


def _masked(order: Order, platform: Platform, profile: Profile) -> RenderedPrompt:
    masks = Masks(phrases=profile == "phrases")
    text = masks.learn(masked.brief_text(order.brief, platform, order.refinement))
    tails = [tail(assignment, platform, profile) for assignment in order.assignments]
    pinned = ""
    if part := Part.of(order.refinement, platform):
        pinned = part.pinned(masks)
        tails = [replace(one, grammar=pinned) for one in tails]
    return RenderedPrompt(
        messages=(Message("user", text),),
        tails=tuple(tails),
        sampling=_SAMPLING[profile],
        max_tokens=answer_tokens(platform, learned=True, characters=len(pinned)),
        logit_bias=masked.bans(text + pinned, masks, platform),
        masks=masks,
    )


def _instruct(order: Order, platform: Platform, material: Material) -> RenderedPrompt:
    refined = order.refinement is not None
    tails = [tail(one, platform, "instruct", refined=refined) for one in order.assignments]
    if part := Part.of(order.refinement, platform):
        request = f"\n\n{wording.WRITE_FIELD}"
        tails = [replace(one, text=request, grammar=part.bounded) for one in tails]
    messages = [Message("system", f"{wording.ROLE}\n\n{wording.platform_rules(platform)}")]
    for example in material.examples.choose(platform, order.brief.tone, budget=material.examples_budget):
        messages.append(Message("user", f"{wording.brief_block(example.brief, None)}\n\n{wording.WRITE}"))
        messages.append(Message("assistant", example.ad))
    messages.append(Message("user", _request(order, platform, material)))
    return RenderedPrompt(
        messages=tuple(messages),
        tails=tuple(tails),
        sampling=_SAMPLING["instruct"],
        max_tokens=answer_tokens(platform, characters=_refined_size(order)),
        stop=_STOPS,
    )


def _request(order: Order, platform: Platform, material: Material) -> str:
    parts = [wording.brief_block(order.brief, _product(order, material)), wording.shown_block(order.shown)]
    if order.refinement:
        parts.append(wording.refinement_block(order.refinement, order.brief, platform))
    return "\n\n".join(part for part in parts if part)


def _product(order: Order, material: Material) -> Product | None:
    """The catalogue's product by the brief's own name for it, else by what the seed names."""
    if material.products is None:
        return None
    for text in (order.brief.product or "", order.brief.seed):
        if found := material.products.recognise(text):
            return found[0]
    return None


def _refined_size(order: Order) -> int:
    if order.refinement is None or order.refinement.change is Change.SHORTER:
        return 0
    return round(_ROOM * len(order.refinement.parent))
