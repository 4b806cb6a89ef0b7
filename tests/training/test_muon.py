import pytest

pytest.importorskip("torch", reason="the training extra is not installed")

import torch

from training.muon import Muon, orthogonalise


@pytest.mark.parametrize("shape", [(1, 16, 16), (3, 8, 24), (2, 24, 8)])
def test_every_direction_gets_about_the_same_length(shape: tuple[int, int, int]) -> None:
    torch.manual_seed(0)

    lengths = torch.linalg.svdvals(orthogonalise(torch.randn(*shape), steps=8))

    assert float(lengths.min()) > 0.5
    assert float(lengths.max()) < 1.5


def test_it_descends() -> None:
    torch.manual_seed(0)
    wanted = torch.randn(8, 8)
    weight = torch.nn.Parameter(torch.zeros(8, 8))
    optimizer = Muon([weight], lr=0.1)

    losses = []
    for _ in range(60):
        loss = (weight - wanted).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))

    assert losses[-1] < losses[0] / 4


def test_matrices_of_one_shape_do_not_mix() -> None:
    torch.manual_seed(0)
    alone, together = torch.nn.Parameter(torch.ones(4, 4)), torch.nn.Parameter(torch.ones(4, 4))
    other = torch.nn.Parameter(torch.ones(4, 4))
    gradient = torch.randn(4, 4)
    alone.grad, together.grad, other.grad = gradient, gradient.clone(), torch.randn(4, 4)

    Muon([alone], lr=0.1).step()
    Muon([together, other], lr=0.1).step()

    torch.testing.assert_close(alone, together)
