"""A small convolutional net that is exactly symmetric under the eight ways a picture can lie.

Way g = 4 * mirrored + turns: first mirrored left to right (or not), then turned clockwise by `turns` quarter turns. A feature map
holds, for every base channel, one plane per way; turning or mirroring the input turns or mirrors the planes and permutes them
(group convolution over the square's symmetries: Cohen & Welling 2016, "Group Equivariant Convolutional Networks"). The eight
outputs permute likewise, so the net knows one way as well as another, and it is enough to train on upright tiles.
Only base weights are stored: an eighth of those of the plain convolutions that they expand to.
"""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

WAYS = 8


def turn(x, g):
    """Applies way `g` to the last two dimensions of a tensor."""
    if g >= 4:
        x = torch.flip(x, dims=(-1,))
    return torch.rot90(x, -(g % 4), dims=(-2, -1))


def products():
    """table[a][b] is the way of doing b first and then a; and for every way its inverse."""
    probe = torch.arange(9).reshape(3, 3)
    forms = [turn(probe, g) for g in range(WAYS)]
    index = lambda x: next(g for g in range(WAYS) if torch.equal(forms[g], x))
    table = np.array([[index(turn(turn(probe, b), a)) for b in range(WAYS)] for a in range(WAYS)])
    inverse = [int(np.where(table[a] == 0)[0][0]) for a in range(WAYS)]
    return table, inverse


TABLE, INVERSE = products()
# RELATIVE[g][h]: the way that leads from g to h.
RELATIVE = [[int(TABLE[INVERSE[g]][h]) for h in range(WAYS)] for g in range(WAYS)]


def expand_lift(base):
    """(out, k, k) -> (out * 8, 1, k, k): the same filter in its eight positions."""
    return torch.stack([turn(base, g) for g in range(WAYS)], 1).flatten(0, 1).unsqueeze(1)


def expand(base):
    """(out, in, 8, k, k) -> (out * 8, in * 8, k, k)."""
    planes = [turn(base[:, :, RELATIVE[g]], g) for g in range(WAYS)]
    return torch.stack(planes, 1).flatten(0, 1).flatten(1, 2)


class Norm(nn.BatchNorm2d):
    """Batch normalisation that treats the eight planes of a base channel alike."""

    def forward(self, x):
        b, c, h, w = x.shape
        return super().forward(x.reshape(b, c // WAYS, WAYS * h, w)).reshape(b, c, h, w)


class Net(nn.Module):
    """`plan`: (kernel, stride, base channels) for each layer; odd tiles keep strides symmetric."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan
        self.weights, self.norms = nn.ParameterList(), nn.ModuleList()
        before = 0
        for k, _, out in plan:
            shape = (out, k, k) if before == 0 else (out, before, WAYS, k, k)
            fan = k * k * max(1, before * WAYS)
            self.weights.append(nn.Parameter(torch.randn(shape) * (2 / fan) ** 0.5))
            self.norms.append(Norm(out))
            before = out
        self.head = nn.Parameter(torch.randn(1, before, WAYS, 1, 1) * (1 / (before * WAYS)) ** 0.5)

    def forward(self, x):
        """(n, 1, side, side) normalised tiles -> (n, 8): evidence for each way, summed over places."""
        for i, (w, norm, (k, stride, _)) in enumerate(zip(self.weights, self.norms, self.plan)):
            full = expand_lift(w) if i == 0 else expand(w)
            x = F.relu(norm(F.conv2d(x, full, stride=stride, padding=k // 2)))
        x = x.mean((-2, -1))
        return x @ expand(self.head).flatten(1).T

    def macs(self, side):
        total, before = 0, 1
        for k, stride, out in self.plan:
            side = (side + stride - 1) // stride
            total += side * side * k * k * before * out * WAYS
            before = out * WAYS
        return total


def normalise(tiles):
    """u8 tiles -> zero mean, unit deviation; nearly flat tiles stay small (the same 4 as in the Rust code)."""
    x = tiles.float()
    x = x - x.mean((-2, -1), keepdim=True)
    return (x / (x.square().mean((-2, -1), keepdim=True).sqrt() + 4)).unsqueeze(1)


def selftest():
    torch.manual_seed(0)
    net = Net([(5, 2, 2), (3, 2, 3), (3, 2, 4), (3, 1, 4)]).eval()
    x = torch.randn(3, 1, 65, 65)
    plain = net(x)
    for g in range(WAYS):
        moved = net(turn(x, g))
        want = torch.stack([plain[:, RELATIVE[g][h]] for h in range(WAYS)], 1)
        assert torch.allclose(moved, want, atol=1e-4), g
    print("equivariant")


if __name__ == "__main__":
    import time
    selftest()
    torch.set_num_threads(1)
    for plan in ([(5, 2, 3), (3, 2, 6), (3, 2, 10), (3, 1, 10)], [(5, 2, 3), (3, 2, 6), (3, 2, 12), (3, 1, 12)], [(5, 2, 3), (3, 2, 8), (3, 1, 8), (3, 2, 12), (3, 1, 12)]):
        net = Net(plan)
        opt = torch.optim.AdamW(net.parameters())
        x = torch.randn(128, 1, 65, 65)
        for half in (False, True):
            for it in range(4):
                if it == 1:
                    t = time.time()
                with torch.autocast("cpu", torch.bfloat16, enabled=half):
                    loss = F.cross_entropy(net(x).float(), torch.zeros(128, dtype=torch.long))
                opt.zero_grad(); loss.backward(); opt.step()
            print(plan, half, f"{net.macs(65) / 1e6:.1f} M MAC, {128 * 3 / (time.time() - t):.0f} tiles/s/core", sum(p.numel() for p in net.parameters()))
