"""Holds a module that Write wrote to our own answers and to golden vectors.

    python3 check.py MODULE WEIGHTS PICTURES SCORES SAVED GOLDEN...

Loads WEIGHTS, answers PICTURES (bytes, N,3,32,32), writes the scores as
float32 to SCORES and the network to SAVED. Each GOLDEN is a file of one
convolution or of one network in training. Prints what was compared and ends
with status 1 where something is too far off.
"""

import importlib.util
import sys

import torch
from safetensors import safe_open

TOLERANCE = 1e-4  # of the largest magnitude; the vectors were computed in float64
LATER = 2e-3  # after several steps, in which errors grow

module_path, weights, pictures, scores, saved, *golden = sys.argv[1:]
spec = importlib.util.spec_from_file_location("filtermap", module_path)
fm = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fm)

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
failed = False


def compare(what, got, want, tolerance=TOLERANCE):
    global failed
    error = ((got.cpu() - want).abs().max() / want.abs().max()).item()
    failed |= not error <= tolerance
    print(f"{what}: {error:.1e}{'' if error <= tolerance else ' is too far off'}")


def read(path):
    with safe_open(path, "pt") as f:
        return f.metadata(), {k: f.get_tensor(k) for k in f.keys()}


def check_convolution(path, metadata, t):
    k1, k2, k3, x, y, s, c, stride = (int(metadata[k]) for k in ("K1", "K2", "K3", "x", "y", "S1", "C", "stride"))
    for rule in ("sum", "mean"):
        conv = fm.FilterMapConv2d(c, k1, k2, k3, size=s, stride=stride, strides=(x, y), rule=rule).to(device)
        with torch.no_grad():
            conv.map.copy_(t["map"])
        inputs = t["input"].to(device, copy=True).requires_grad_()
        out = conv(inputs)
        out.backward(t["grad_output"].to(device))
        compare(f"{path} {rule} output", out, t["output"])
        compare(f"{path} {rule} grad_input", inputs.grad, t["grad_input"])
        compare(f"{path} {rule} grad_map", conv.map.grad, t[f"grad_map_{rule}"])


def check_network(path, metadata, t):
    if metadata["model"] != fm.MODEL or (metadata["fm"] == "True") != (fm.VARIANT == "fm"):
        return
    if len(t["init.linear.bias"]) != fm.CLASSES:
        return
    net = fm.network(metadata.get("rule", "mean"), "wrap").to(device).train()
    net.load_state_dict({k[5:]: v for k, v in t.items() if k.startswith("init.")})
    rates = {k: float(metadata[k]) for k in ("lr", "momentum", "weight_decay")}
    sgd = torch.optim.SGD(net.parameters(), **rates)
    batch, labels = t["batch.input"].to(device), t["batch.label"].to(device).long()
    losses = []
    for _ in t["losses"]:
        sgd.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(batch), labels)
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    compare(f"{path} losses", torch.tensor(losses), t["losses"], LATER)
    for name, value in net.state_dict().items():
        if f"step5.{name}" in t:
            compare(f"{path} step5.{name}", value, t[f"step5.{name}"], LATER)


net, metadata = fm.load(weights)
net = net.to(device).eval()
with open(pictures, "rb") as f:
    planes = torch.frombuffer(bytearray(f.read()), dtype=torch.uint8).view(-1, 3, 32, 32).float()
mean, std = (torch.tensor(v).view(3, 1, 1) for v in (fm.MEAN, fm.STD))
with torch.no_grad(), open(scores, "wb") as f:
    f.write(net(((planes - mean) / std).to(device)).cpu().numpy().astype("<f4").tobytes())
fm.save(net, saved, metadata)
for path in golden:
    (check_convolution if "map" in (file := read(path))[1] else check_network)(path, *file)
print("on", device, "with PyTorch", torch.__version__)
sys.exit(failed)
