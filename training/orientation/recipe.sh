#!/bin/sh
# The whole training of models/orientation.bin: renders, trains, exports, writes the card. README.md names what must be installed.
#   training/orientation/recipe.sh WORK_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
models=$here/../../models
work=${1:?a folder for 3.5 GB of tiles}
pages=6000
mixed=2400
# First pages in lines, which are nearly all that people send; then a mixture with pages in columns and pictures without words.
python3 "$here/render.py" --out "$work/lines" --pages $pages --per-page 96 --seed 1
python3 "$here/render.py" --out "$work/check-lines" --pages 300 --per-page 48 --seed 1001
python3 "$here/train.py" --tiles "$work/lines" --check "$work/check-lines" --samples 2000000 --threads 1 --seed 1 --out "$work/lines.pt"
python3 "$here/export.py" "$work/lines.pt" "$work/lines.bin"
python3 "$here/render.py" --out "$work/mixed" --pages $mixed --per-page 96 --seed 2 --papers all
python3 "$here/render.py" --out "$work/check" --pages 150 --per-page 48 --seed 1002 --papers all
python3 "$here/train.py" --first "$work/lines.bin" --tiles "$work/mixed" --check "$work/check" --samples 900000 --rate 3e-3 --threads 1 --seed 2 --out "$work/orientation.pt"
python3 "$here/export.py" "$work/orientation.pt" "$models/orientation.bin"
python3 "$here/parity.py" "$work/orientation.pt" "$models/orientation-parity.txt"
python3 "$here/card.py" "$work/orientation.pt" --check "$work/check" --pages $((pages + mixed)) --out "$models/orientation.md"
