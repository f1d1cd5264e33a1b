"""Folds a checkpoint's normalisation into its weights, rounds them to 8 bits and writes the file that the Rust code reads.

`export.py CHECKPOINT MODEL`: magic "EPO1"; u8 layers; per layer u8 kernel, u8 stride, u8 base channels, f32 scales, f32 biases,
i8 weights (out, in, way, row, column); then the head: f32 scale, i8 weights (in, way). Little-endian.
"""
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

import model


def rounded(w):
    """8-bit weights and their scale, by output channel."""
    flat = w.reshape(len(w), -1)
    scale = np.maximum(np.abs(flat).max(1), 1e-12) / 127
    return np.round(flat / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def folded(net):
    for w, norm in zip(net.weights, net.norms):
        gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach().numpy()
        shape = (-1,) + (1,) * (w.dim() - 1)
        yield w.detach().numpy() * gain.reshape(shape), norm.bias.detach().numpy() - norm.running_mean.numpy() * gain


def export(net):
    out = b"EPO1" + bytes([len(net.plan)])
    for (w, bias), (k, stride, channels) in zip(folded(net), net.plan):
        q, scale = rounded(w)
        out += bytes([k, stride, channels]) + scale.tobytes() + bias.astype(np.float32).tobytes() + q.tobytes()
    q, scale = rounded(net.head.detach().numpy().reshape(1, -1))
    return out + struct.pack("<f", float(scale[0])) + q.tobytes()


def as_exported(net):
    """The same net with the weights that the file holds, for measuring what rounding costs."""
    import copy
    twin = copy.deepcopy(net).eval()
    with torch.no_grad():
        for i, (w, bias) in enumerate(folded(net)):
            q, scale = rounded(w)
            twin.weights[i].copy_(torch.from_numpy((q * scale[:, None]).reshape(w.shape)))
            norm = twin.norms[i]
            norm.weight.fill_((1 + norm.eps) ** 0.5)
            norm.running_var.fill_(1)
            norm.running_mean.fill_(0)
            norm.bias.copy_(torch.from_numpy(bias))
        q, scale = rounded(net.head.detach().numpy().reshape(1, -1))
        twin.head.copy_(torch.from_numpy((q * scale[:, None]).reshape(net.head.shape)))
    return twin


def restored(path):
    saved = torch.load(path, weights_only=False)
    net = model.Net(saved["plan"])
    net.load_state_dict(saved["state"])
    return net.eval(), saved


def reread(path, tiles):
    """A net that says what an exported model says, ready to be trained on: its norms are set by what these tiles give."""
    file = open(path, "rb").read()
    assert file[:4] == b"EPO1", path
    at = 5

    def take(kind, count):
        nonlocal at
        values = np.frombuffer(file, kind, count, at)
        at += values.nbytes
        return values.astype(np.float32)

    plan, layers = [], []
    for _ in range(file[4]):
        k, stride, out = file[at:at + 3]
        at += 3
        scale, bias = take("<f4", out), take("<f4", out)
        shape = (out, k, k) if not plan else (out, plan[-1][2], model.WAYS, k, k)
        layers.append((take("i1", int(np.prod(shape))).reshape(out, -1) * scale[:, None], shape, bias))
        plan.append((k, stride, out))
    head = take("<f4", 1) * take("i1", plan[-1][2] * model.WAYS)
    assert at == len(file), path
    net = model.Net(plan)
    with torch.no_grad():
        net.head.copy_(torch.from_numpy(head.reshape(net.head.shape)))
        x = model.normalise(torch.from_numpy(np.array(tiles)))
        for i, (w, shape, bias) in enumerate(layers):
            net.weights[i].copy_(torch.from_numpy(w.reshape(shape)))
            full = model.expand_lift(net.weights[i]) if i == 0 else model.expand(net.weights[i])
            x = F.conv2d(x, full, stride=plan[i][1], padding=plan[i][0] // 2)
            by_channel = x.unflatten(1, (-1, model.WAYS)).transpose(0, 1).flatten(1)
            norm, mean, var = net.norms[i], by_channel.mean(1), by_channel.var(1)
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(var)
            norm.weight.copy_((var + norm.eps).sqrt())
            norm.bias.copy_(torch.from_numpy(bias) + mean)
            x = F.relu(x + torch.from_numpy(bias).repeat_interleave(model.WAYS)[:, None, None])
    return net


if __name__ == "__main__":
    net, _ = restored(sys.argv[1])
    data = export(net)
    open(sys.argv[2], "wb").write(data)
    print(len(data), "bytes")
