"""The student while it learns: the lowest layers of multilingual-e5-small in torch (extra `train`), and how they are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from mailbot.adapters.encoder_file import Encoder
from mailbot.adapters.student import in_bytes

#: Attention heads of the encoder, width of its feed-forward part, and heads of the gaze at the end.
HEADS = 12
FULL = 1536
GAZES = 4

_SMALL = 1e-6


class NetLayer(nn.Module):  # type: ignore[misc]
    """One layer, as `model_student.Layer`."""

    def __init__(self, encoder: Encoder, number: int, drop: float) -> None:
        super().__init__()
        width = encoder.width
        self.drop = drop
        first = [_linear(encoder, f"l{number}.{name}", width, width) for name in "qkv"]
        self.attend = nn.Linear(width, 3 * width)
        self.attend.weight.data = torch.cat([one.weight.data for one in first])
        self.attend.bias.data = torch.cat([one.bias.data for one in first])
        self.mix = _linear(encoder, f"l{number}.ao", width, width)
        self.widen = _linear(encoder, f"l{number}.fi", width, FULL)
        self.narrow = _linear(encoder, f"l{number}.fo", FULL, width)
        self.mixed = _norm(encoder, f"l{number}.aln")
        self.narrowed = _norm(encoder, f"l{number}.oln")

    def forward(self, found: Any, hidden: Any) -> Any:
        """Return the next layer's input; `hidden` is added to how well pieces fit, far below 0 where there is none."""
        count, size, width = found.shape
        parts = self.attend(found).reshape(count, size, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=hidden)
        seen = seen.transpose(1, 2).reshape(count, size, width)
        found = self.mixed(found + functional.dropout(self.mix(seen), self.drop, self.training))
        wide = functional.gelu(self.widen(found), approximate="tanh")
        return self.narrowed(found + functional.dropout(self.narrow(wide), self.drop, self.training))

    def thin(self, energy: Any, kept: int) -> None:
        """Keep the units of the feed-forward part that carry most; `energy` is the sum of each one's squares."""
        weight = energy * (self.narrow.weight.data**2).sum(0)
        units = weight.argsort(descending=True)[:kept].sort().values
        widen, narrow = nn.Linear(self.widen.in_features, kept), nn.Linear(kept, self.narrow.out_features)
        widen.weight.data, widen.bias.data = self.widen.weight.data[units].clone(), self.widen.bias.data[units].clone()
        narrow.weight.data, narrow.bias.data = self.narrow.weight.data[:, units].clone(), self.narrow.bias.data.clone()
        self.widen, self.narrow = widen, narrow


class Net(nn.Module):  # type: ignore[misc]
    """The student: frozen vectors of pieces, layers, a gaze, answers."""

    def __init__(
        self, encoder: Encoder, pieces: NDArray[np.int64], *, layers: int, most: int, outputs: int, drop: float
    ) -> None:
        super().__init__()
        width = encoder.width
        self.drop = drop
        self.register_buffer("vectors", torch.tensor(encoder.matrix("emb.word", width, pieces)))
        places = encoder.numbers("emb.pos").reshape(-1, width)[:most] + encoder.numbers("emb.type")[:width]
        self.places = nn.Parameter(torch.tensor(places))
        self.begun = _norm(encoder, "emb.ln")
        self.layers = nn.ModuleList(NetLayer(encoder, number, drop) for number in range(layers))
        self.gaze = nn.Linear(width, GAZES)
        nn.init.zeros_(self.gaze.weight)
        nn.init.zeros_(self.gaze.bias)
        self.register_buffer("middle", torch.zeros((GAZES + 1) * width))
        self.register_buffer("gain", torch.ones((GAZES + 1) * width))
        self.teacher = nn.Linear((GAZES + 1) * width, width)  # what the whole encoder would say of the text
        self.answer = nn.Linear((GAZES + 1) * width, outputs)
        nn.init.normal_(self.answer.weight, std=0.01)
        nn.init.zeros_(self.answer.bias)

    def forward(self, pieces: Any, real: Any) -> Any:
        """Return what is read off texts, shape (texts, features); `real` is False where a text is filled up."""
        found = functional.dropout(
            self.begun(self.vectors[pieces] + self.places[: pieces.shape[1]]), self.drop, self.training
        )
        hidden = torch.zeros(real.shape).masked_fill(~real, -1e4)[:, None, None, :]
        for layer in self.layers:
            found = layer(found, hidden)
        count = real[..., None].float()
        mean = (found * count).sum(1) / count.sum(1)
        looks = torch.softmax(self.gaze(found).masked_fill(~real[..., None], -1e4), 1)
        seen = torch.einsum("bth,btk->bkh", found, looks).flatten(1)
        return torch.cat([mean, seen], 1)

    def answers(self, found: Any) -> tuple[Any, Any]:
        """Return raw answers and the guess at the encoder's embedding, from what was read off texts."""
        found = functional.dropout((found - self.middle) * self.gain, 0.2, self.training)
        return self.answer(found), self.teacher(found)


def _linear(encoder: Encoder, name: str, inward: int, outward: int) -> Any:
    part = nn.Linear(inward, outward)
    part.weight.data = torch.tensor(encoder.matrix(name + ".w", inward))
    part.bias.data = torch.tensor(encoder.numbers(name + ".b"))
    return part


def _norm(encoder: Encoder, name: str) -> Any:
    part = nn.LayerNorm(encoder.width, eps=_SMALL)
    part.weight.data = torch.tensor(encoder.numbers(name + ".w"))
    part.bias.data = torch.tensor(encoder.numbers(name + ".b"))
    return part


def padded(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Return pieces of a batch, filled up with 1, and where they are real; both of shape (texts, longest)."""
    longest = max(map(len, rows))
    pieces = torch.ones(len(rows), longest, dtype=torch.long)
    real = torch.zeros(len(rows), longest, dtype=torch.bool)
    for number, row in enumerate(rows):
        pieces[number, : len(row)] = torch.tensor(row)
        real[number, : len(row)] = True
    return pieces, real


def thin(net: Net, batches: Sequence[Sequence[Sequence[int]]], kept: int) -> None:
    """Keep, in each layer, the `kept` units of the feed-forward part that carry most on some texts."""
    net.eval()
    energies = [torch.zeros(FULL) for _ in net.layers]
    now: list[Any] = [None]

    def note(number: int, wide: Any) -> None:
        energies[number] = energies[number] + (wide[now[0]] ** 2).sum(0)

    hooks = [
        layer.narrow.register_forward_pre_hook(lambda _, given, number=number: note(number, given[0]))
        for number, layer in enumerate(net.layers)
    ]
    with torch.no_grad():
        for batch in batches:
            pieces, now[0] = padded(batch)
            net(pieces, now[0])
    for hook in hooks:
        hook.remove()
    for layer, energy in zip(net.layers, energies, strict=True):
        layer.thin(energy, kept)


def written_down(net: Net, outputs: int) -> dict[str, NDArray[Any]]:
    """Return the arrays of `adapters.student`, without vocabulary and vectors; answers beyond `outputs` only helped to learn."""
    arrays = {"places": _half(net.places), **_gain("begun", net.begun)}
    arrays |= {"gaze_weight": _half(net.gaze.weight), "gaze_shift": _half(net.gaze.bias)}
    answer = net.answer.weight[:outputs] * net.gain
    arrays |= {
        "answer_weight": _single(answer),
        "answer_shift": _single(net.answer.bias[:outputs] - answer @ net.middle),
    }
    for number, layer in enumerate(net.layers):
        for name in ("attend", "mix", "widen", "narrow"):
            part = getattr(layer, name)
            weight, scale = in_bytes(part.weight.detach().numpy())
            arrays |= {f"{number}_{name}_weight": weight, f"{number}_{name}_scale": scale}
            arrays[f"{number}_{name}_shift"] = _half(part.bias)
        for name in ("mixed", "narrowed"):
            arrays |= _gain(f"{number}_{name}", getattr(layer, name))
    return arrays


def taken_up(net: Net, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Put the weights that `written_down` kept back into a net of as many layers; its answers come with `answers_taken_up`."""
    net.places.data = _number(arrays["places"])
    _norm_taken_up(net.begun, "begun", arrays)
    net.gaze.weight.data, net.gaze.bias.data = _number(arrays["gaze_weight"]), _number(arrays["gaze_shift"])
    for number, layer in enumerate(net.layers):
        for name in ("attend", "mix", "widen", "narrow"):
            weight = _number(arrays[f"{number}_{name}_weight"]) * _number(arrays[f"{number}_{name}_scale"])[:, None]
            part = nn.Linear(weight.shape[1], weight.shape[0])
            part.weight.data, part.bias.data = weight, _number(arrays[f"{number}_{name}_shift"])
            setattr(layer, name, part)
        for name in ("mixed", "narrowed"):
            _norm_taken_up(getattr(layer, name), f"{number}_{name}", arrays)


def answers_taken_up(net: Net, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Put the kept answers back, as the net's `middle` and `gain` want them; what is answered beyond them stays."""
    weight, shift = _number(arrays["answer_weight"]), _number(arrays["answer_shift"])
    net.answer.weight.data[: len(weight)] = weight / net.gain
    net.answer.bias.data[: len(shift)] = shift + weight @ net.middle


def _norm_taken_up(part: Any, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    part.weight.data, part.bias.data = _number(arrays[name + "_gain"]), _number(arrays[name + "_shift"])


def _number(kept: NDArray[Any]) -> Any:
    return torch.tensor(kept.astype(np.float32))


def _gain(name: str, part: Any) -> dict[str, NDArray[Any]]:
    return {f"{name}_gain": _half(part.weight), f"{name}_shift": _half(part.bias)}


def _single(part: Any) -> NDArray[np.float32]:
    return np.asarray(part.detach().numpy()).astype(np.float32)


def _half(part: Any) -> NDArray[np.float16]:
    return np.asarray(part.detach().numpy()).astype(np.float16)
