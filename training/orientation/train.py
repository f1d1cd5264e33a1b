"""Trains the net on rendered tiles and writes a checkpoint: `train.py --tiles DIR --check DIR --out FILE [--first MODEL]`.

Every run with the same arguments and number of threads sees the same tiles in the same order. What a tile should say is "upright"; of a
silent one, nothing: all ways alike. `--first` goes on from an exported model.
"""
import argparse
import math
import time

import numpy as np
import torch
import torch.nn.functional as F

import export
import model

# (kernel, stride, base channels). Of three plans tried at about equal cost this one learnt fastest: the last layers see 33 and 65 pixels.
PLAN = [(5, 2, 2), (3, 2, 5), (3, 2, 10), (3, 2, 16), (3, 1, 16)]


def targets(silent):
    """What tiles should say: all of it for the first way, or the same for all eight."""
    if not silent.any():
        return torch.zeros(len(silent), dtype=torch.long)
    upright = torch.zeros(len(silent), model.WAYS)
    upright[:, 0] = 1
    return torch.where(torch.from_numpy(silent)[:, None], torch.full_like(upright, 1 / model.WAYS), upright)


def accuracy(net, tiles, silent):
    """The share of tiles with writing that are read rightly, and the loss of all."""
    net.eval()
    hit, loss = 0, 0.0
    with torch.no_grad():
        for i in range(0, len(tiles), 512):
            z, quiet = net(model.normalise(torch.from_numpy(tiles[i:i + 512]))), silent[i:i + 512]
            hit += int(((z.argmax(1) == 0) & ~torch.from_numpy(quiet)).sum())
            loss += float(F.cross_entropy(z, targets(quiet), reduction="sum"))
    net.train()
    return hit / max(1, int((~silent).sum())), loss / len(tiles)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--tiles", required=True)
    a.add_argument("--check", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--first", help="an exported model to go on from")
    a.add_argument("--samples", type=int, default=2_000_000)
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--rate", type=float, default=4e-3)
    a.add_argument("--keep", type=float, default=0.9992, help="the running mean of the weights, which is what is saved, forgets by this a step")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--threads", type=int, default=1)
    a = a.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    order = np.random.default_rng(a.seed)
    tiles = np.load(f"{a.tiles}/tiles.npy", mmap_mode="r")
    silent = np.load(f"{a.tiles}/silent.npy")
    check, check_silent = np.load(f"{a.check}/tiles.npy")[:8000], np.load(f"{a.check}/silent.npy")[:8000]
    net = export.reread(a.first, tiles[:: max(1, len(tiles) // 2048)]) if a.first else model.Net(PLAN)
    # The mean of the last thousand or so steps reads better than any one of them (Polyak & Juditsky 1992).
    mean = {k: v.clone() for k, v in net.state_dict().items()}
    shown = model.Net(PLAN)
    print(f"{len(tiles)} tiles, {sum(p.numel() for p in net.parameters())} weights, {net.macs(tiles.shape[1]) / 1e6:.1f} M MAC a tile", flush=True)
    opt = torch.optim.AdamW(net.parameters(), lr=a.rate, weight_decay=2e-3)
    steps = a.samples // a.batch
    warm, start, seen, queue = max(1, steps // 30), time.time(), 0.0, np.empty(0, np.int64)
    for step in range(steps):
        rate = a.rate * min(1, (step + 1) / warm) * 0.5 * (1 + math.cos(math.pi * max(0, step - warm) / max(1, steps - warm)))
        for group in opt.param_groups:
            group["lr"] = rate
        if len(queue) < a.batch:
            queue = np.concatenate([queue, order.permutation(len(tiles))])
        picked, queue = np.sort(queue[:a.batch]), queue[a.batch:]
        x = model.normalise(torch.from_numpy(tiles[picked]))
        # Light type on dark ground is read as well as dark on light.
        x = x * torch.from_numpy(np.where(order.random(a.batch) < 0.12, -1, 1).astype(np.float32))[:, None, None, None]
        loss = F.cross_entropy(net(x.to(memory_format=torch.channels_last)), targets(silent[picked]))
        opt.zero_grad()
        loss.backward()
        opt.step()
        # Young weights are forgotten faster, so that the mean is never of the start.
        share = max(1 - a.keep, 1 / (1 + step / 10))
        for k, v in net.state_dict().items():
            mean[k].lerp_(v, share) if v.is_floating_point() else mean[k].copy_(v)
        seen = loss.item() if step == 0 else 0.99 * seen + 0.01 * loss.item()
        if (step + 1) % 1000 == 0 or step + 1 == steps:
            shown.load_state_dict(mean)
            few = 2000 if step + 1 < steps else len(check)
            hit, bad = accuracy(shown, check[:few], check_silent[:few])
            print(f"{step + 1}/{steps} loss {seen:.3f} check loss {bad:.3f} right {100 * hit:.1f} % {time.time() - start:.0f} s", flush=True)
            torch.save({"plan": net.plan, "state": mean, "args": vars(a), "check": (hit, bad)}, a.out)


if __name__ == "__main__":
    main()
