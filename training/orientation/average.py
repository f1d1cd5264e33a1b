"""The mean of checkpoints that went on from the same one: `average.py OUT CHECKPOINT...`. Better than each, for the cost of adding."""
import sys

import torch

saved = [torch.load(path, weights_only=False) for path in sys.argv[2:]]
state = {k: sum(s["state"][k].float() for s in saved) / len(saved) for k in saved[0]["state"]}
args = dict(saved[0]["args"], workers=len(saved))
torch.save({"plan": saved[0]["plan"], "state": state, "args": args, "check": saved[0]["check"]}, sys.argv[1])
