#!/bin/sh
# The whole training of models/orientation.bin: renders, trains, exports, writes the card. README.md names what must be installed.
#   training/orientation/recipe.sh WORK_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
models=$here/../../models
work=${1:?a folder for 1.5 GB of tiles}
pages=4500
python3 "$here/render.py" --out "$work/train" --pages $pages --per-page 64 --seed 1
python3 "$here/render.py" --out "$work/check" --pages 300 --per-page 48 --seed 1001

# A first part at full rate, then two workers that go on from it, each with an order of its own, and the mean of both.
train() { python3 "$here/train.py" --tiles "$work/train" --check "$work/check" --threads 1 --bf16 "$@"; }
train --samples ${SAMPLES:-700000} --stop ${STOP:-512000} --seed 1 --out "$work/first.pt"
train --start "$work/first.pt" --samples ${MORE:-160000} --rate 2e-3 --seed 1 --out "$work/a.pt" &
train --start "$work/first.pt" --samples ${MORE:-160000} --rate 2e-3 --seed 2 --out "$work/b.pt"
wait
python3 "$here/average.py" "$work/orientation.pt" "$work/a.pt" "$work/b.pt"
python3 "$here/export.py" "$work/orientation.pt" "$models/orientation.bin"
python3 "$here/parity.py" "$work/orientation.pt" "$models/orientation-parity.txt"
python3 "$here/card.py" "$work/orientation.pt" --check "$work/check" --pages $pages --training "${STOP:-512000} tiles at the full rate; then the mean of" --out "$models/orientation.md"
