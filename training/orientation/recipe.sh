#!/bin/sh
# The whole training of models/orientation.bin: renders, trains, exports, writes the card. README.md names what must be installed.
#   training/orientation/recipe.sh WORK_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
models=$here/../../models
work=${1:?a folder for 2.5 GB of tiles}
pages=6000
python3 "$here/render.py" --out "$work/train" --pages $pages --per-page 96 --seed 1
python3 "$here/render.py" --out "$work/check" --pages 300 --per-page 48 --seed 1001
python3 "$here/train.py" --tiles "$work/train" --check "$work/check" --samples 2000000 --threads 1 --seed 1 --out "$work/orientation.pt"
python3 "$here/export.py" "$work/orientation.pt" "$models/orientation.bin"
python3 "$here/parity.py" "$work/orientation.pt" "$models/orientation-parity.txt"
python3 "$here/card.py" "$work/orientation.pt" --check "$work/check" --pages $pages --out "$models/orientation.md"
