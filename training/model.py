"""The nano model: Qwen2's architecture, small, with tied embeddings."""

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from training.muon import Muon
from training.pairs import Batch
from training.recipe import OptimizerRecipe, Shape


def build_model(shape: Shape, tokenizer: PreTrainedTokenizerFast, seed: int) -> Qwen2ForCausalLM:
    """Random weights, the same for the same seed."""
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=shape.width,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        max_position_embeddings=shape.context,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        tie_word_embeddings=True,
        use_cache=False,
        bos_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return Qwen2ForCausalLM(config)


def build_optimizers(model: Qwen2ForCausalLM, recipe: OptimizerRecipe) -> tuple[Muon, torch.optim.AdamW]:
    """Muon for hidden matrices, AdamW for embeddings, norms and biases; both take the same learning rate."""
    hidden = [p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name]
    embeddings = [p for name, p in model.named_parameters() if "embed" in name]
    vectors = [p for p in model.parameters() if p.ndim == 1]
    muon = Muon(
        hidden,
        lr=0.0,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        steps=recipe.newton_schulz_steps,
    )
    groups = [
        {"params": embeddings, "weight_decay": recipe.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return muon, torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.95))


def loss_sum(model: Qwen2ForCausalLM, batch: Batch) -> tuple[Tensor, int]:
    """Sum of cross-entropies (nats) over the wanted targets, and how many there are.

    Only wanted positions are projected to the vocabulary: on a small model that is a third of the work.
    Rows are padded on the right, so causal attention never sees the padding and needs no mask.
    """
    ids = torch.from_numpy(batch.ids).to(model.device)
    wanted = torch.from_numpy(np.ascontiguousarray(batch.wanted[:, 1:])).to(model.device)
    targets = ids[:, 1:][wanted]
    with torch.autocast("cuda", torch.bfloat16, enabled=model.device.type == "cuda"):
        hidden = model.model(input_ids=ids[:, :-1]).last_hidden_state[wanted]
        logits = hidden @ model.get_input_embeddings().weight.T
    return torch.nn.functional.cross_entropy(logits.float(), targets, reduction="sum"), int(targets.numel())
