#!/usr/bin/env python3
"""Pack a trained network for the package: ONNX with eight-bit weights, the word pieces and their vectors, the thresholds.

export.py NETWORK.pt --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from encoder import folder, words
from fit import make_network
from network import HIDDEN, Exported

from onrecord.extract.learned.features import TIES, width

INPUTS = ["vectors", "first", "spans", "features", "ties"]
OUTPUTS = ["labels", "families", "flags", "style", "form", "status", "outcome", "slots"]


def main() -> int:
    """Write the model's files; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network = make_network()
    network.load_state_dict(torch.load(arguments.network, weights_only=True))
    made = Exported(network).eval()
    n, w = 24, 17
    example = (
        torch.randn(1, n, HIDDEN),
        torch.arange(1, w + 1).unsqueeze(0),
        torch.stack([torch.zeros(1, w), torch.full((1, w), w)], -1).long(),
        torch.zeros(1, w, width()),
        torch.zeros(1, w, w, len(TIES)),
    )
    axes = {
        "vectors": {1: "n"}, "first": {1: "w"}, "spans": {1: "w"}, "features": {1: "w"}, "ties": {1: "w", 2: "w"},
        **{name: {1: "w"} for name in OUTPUTS[:-1]}, "slots": {1: "w", 2: "w"},
    }  # fmt: skip
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            made, example, str(whole), input_names=INPUTS, output_names=OUTPUTS, dynamic_axes=axes, opset_version=17,
            dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            whole, arguments.out / "reader.onnx", weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul"],
        )  # fmt: skip
    table, scale = words()
    np.savez(arguments.out / "words.npz", table=table, scale=scale)
    shutil.copy(folder() / "tokenizer.json", arguments.out / "tokenizer.json")
    settings = arguments.out / "settings.json"
    if not settings.exists():
        settings.write_text(json.dumps({"drafted": {"other": 0.2}, "alone": {"other": 0.5}, "dense": 1.0}) + "\n")
    print(f"{(arguments.out / 'reader.onnx').stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
