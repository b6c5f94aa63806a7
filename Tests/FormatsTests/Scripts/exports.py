"""Writes the archives in Fixtures/TorchExport with torch.export.save, and beside each what it holds, as text.

Run as `python exports.py FOLDER` (PyTorch 2.13). The text comes from the program in memory, not from the archive: one
line for each input, stored tensor, node and output, written as `ExportListing.swift` writes what was read. Wrappers
that only switch gradients or half precision are taken apart here as well.
"""

import os
import sys

import torch
from torch import nn
from torch.nn import functional as F

WRAPPERS = {"wrap_with_set_grad_enabled": 1, "wrap_with_autocast": 4}


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 3, 2, 1, bias=False), nn.BatchNorm2d(2), nn.ReLU())
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


class Tied(nn.Module):
    """Tied weights, a transposed parameter, parameters that are slices of one storage, and one that is unused."""

    def __init__(self):
        super().__init__()
        self.register_buffer("scale", torch.tensor([0.5, 2.0, 1.0]))
        self.register_buffer("positions", torch.arange(4), persistent=False)
        self.table = nn.Embedding(5, 3)
        self.norm = nn.LayerNorm(3)
        self.out = nn.Linear(3, 5, bias=False)
        self.out.weight = self.table.weight
        both = torch.arange(12.0)
        self.mixed = nn.Module()
        self.mixed.turned = nn.Parameter((both[6:].reshape(2, 3) / 8).t())
        self.mixed.unused = nn.Parameter(both[1:6])
        self.mixed.wide = nn.Parameter(both[:6].reshape(2, 3))

    def forward(self, ids):
        h = self.table(ids) * self.scale + self.positions.unsqueeze(-1)
        h = self.norm(h) @ self.mixed.turned @ self.mixed.wide
        return self.out(h)


class Many(nn.Module):
    """Several inputs and outputs, a constant, numbers and nothing among the inputs."""

    def forward(self, images, tokens, factor, nothing=None, names=("a", "b"), flags=None):
        mask = flags["mask"].to(torch.float64)
        first, second, third = torch.split(images, [1, 2, 1], dim=1)
        total = first.sum() + third.masked_fill(third > 0, float("-inf")).amax() + torch.tensor([1.5, -2.0])
        return {"sum": total * factor, "none": nothing, "same": tokens, "tokens": tokens.to(torch.int32) + 2,
                "mask": mask, "number": 7}


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells = nn.LSTM(3, 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        y, (h, c) = self.cells(x)
        return self.head(y[:, -1]), c


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(4, 12)
        self.register_buffer("causal", torch.ones(3, 3, dtype=torch.bool).tril(), persistent=False)

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = (part.view(n, t, 2, 2).transpose(1, 2) for part in self.qkv(x).split(4, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=self.causal, scale=0.25)
        return F.gelu(y.transpose(1, 2).reshape(n, t, c), approximate="tanh")


class Wrapped(nn.Module):
    """Gradients and half precision switched, within one another; a value passed through."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.b = nn.Linear(3, 3)

    def forward(self, x):
        with torch.no_grad():
            y = self.a(x)
            z = y.cos()
        with torch.autocast("cpu", enabled=False):
            w = self.b(y * z)
        return w + y


class Branching(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)

    def forward(self, x):
        return torch.cond(x.sum() > 0, lambda x: self.a(x), lambda x: x - 1, (x,))


class Half(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.arange(6.0).reshape(2, 3).to(torch.bfloat16))
        self.v = nn.Parameter(torch.tensor([0.5, -1.5, 65504.0]).to(torch.float16))
        self.register_buffer("d", torch.tensor([0.1, 0.2], dtype=torch.float64))
        self.register_buffer("i", torch.tensor([-7, 7], dtype=torch.int8))
        self.register_buffer("e", torch.zeros(0, 3))

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = F.linear(x, self.w.float())
        return y + (self.d + self.i).float() + self.v.float().sum() + self.e.sum()


class Grown(nn.Module):
    """Extents that are expressions of the batch's."""

    def forward(self, x):
        n = x.shape[0]
        return torch.cat([x.reshape(n * 2, 3), x[:, 0]], 0)


def listing(ep):
    lines = []
    scalar = lambda dtype: str(dtype).removeprefix("torch.")
    kinds = torch.export.graph_signature.InputKind
    val = {n.name: n.meta.get("val") for n in ep.graph.nodes}
    extent = lambda s: str(s)
    for spec in ep.graph_signature.input_specs:
        if spec.kind == kinds.USER_INPUT and isinstance(val.get(spec.arg.name), torch.Tensor):
            t = val[spec.arg.name]
            lines.append(f"input {spec.arg.name} {scalar(t.dtype)} [{', '.join(map(extent, t.shape))}]")
    stored = {}
    for spec in ep.graph_signature.input_specs:
        kind = {kinds.PARAMETER: "parameter", kinds.BUFFER: "buffer", kinds.CONSTANT_TENSOR: "constant"}.get(spec.kind)
        if kind is None:
            continue
        t = ep.state_dict.get(spec.target)
        t = (ep.constants[spec.target] if t is None else t).detach()
        numbers = [float(v) for v in t.reshape(-1).to(torch.float64)]
        stored[spec.arg.name] = (f"{kind} {spec.arg.name} {spec.target} {scalar(t.dtype)} {list(t.shape)} "
                                 f"{list(t.stride())} {[spell(v) for v in numbers[:12]]}".replace("'", ""))
    lines += sorted(stored.values())
    results = {}
    nodes(ep.graph_module, {}, lines, results)
    for spec in ep.graph_signature.output_specs:
        name = getattr(spec.arg, "name", None)
        if spec.kind.name == "USER_OUTPUT" and name and not hasattr(spec.arg, "value"):
            lines.append(f"output {results.get(name, name)}")
    return "\n".join(lines) + "\n"


def spell(value, names={}):
    if isinstance(value, torch.fx.Node):
        return names.get(value.name, value.name)
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(spell(v, names) for v in value) + "]"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, torch.memory_format):
        return f"'{str(value).removeprefix('torch.').removesuffix('_format')}'"
    if isinstance(value, torch.fx.GraphModule):
        return "{}"
    return f"'{str(value).removeprefix('torch.')}'"


def nodes(module, names, lines, results):
    for node in module.graph.nodes:
        if node.op != "call_function" or node.target.__name__ == "getitem":
            continue
        users = {u.args[1]: u.name for u in node.users if u.op == "call_function" and u.target.__name__ == "getitem"}
        wrapper = getattr(node.target, "_name", "")
        if wrapper in WRAPPERS:
            count = WRAPPERS[wrapper]
            body = getattr(module, node.args[count].target)
            inner = dict(zip((n.name for n in body.graph.nodes if n.op == "placeholder"),
                             (spell(a, names) for a in node.args[count + 1:])))
            nodes(body, inner, lines, results)
            ends = next(n for n in body.graph.nodes if n.op == "output").args[0]
            for place, name in users.items():
                names[name] = results[name] = spell(ends[place], inner)
            continue
        if isinstance(node.target, torch._ops.OpOverload):
            target = str(node.target)
            labels = [a.name for a in node.target._schema.arguments]
        elif isinstance(node.target, torch._ops.HigherOrderOperator):
            target, labels = f"higher_order.{node.target._name}", [""] * len(node.args)
        else:
            target, labels = f"_operator.{node.target.__name__}", ["a", "b"]
        value = lambda a: "{}" if isinstance(a, torch.fx.Node) and a.op == "get_attr" else spell(a, names)
        arguments = [*zip(labels, map(value, node.args)), *((label, value(a)) for label, a in node.kwargs.items())]
        positions = ", ".join(text for _, text in arguments)
        named = ", ".join(sorted(f"{label}={text}" for label, text in arguments if label))
        made = node.meta.get("val")
        if node.op == "call_function" and made is None:
            outputs = []
        elif isinstance(made, (list, tuple)):
            outputs = [users.get(i, "_") for i in range(len(made))]
        else:
            outputs = [node.name]
        stack = list((node.meta.get("nn_module_stack") or {"": (None, None)}).values())
        scope = stack[-1][0]
        shapes = made if isinstance(made, (list, tuple)) else [made]
        shapes = [str(list(getattr(s, "shape", []))) for s, o in zip(shapes, outputs) if o != "_"]
        lines.append(f"{' '.join([node.name] + outputs)} = {target}({positions}) {{{named}}} "
                     f"@{'?' if scope is None or scope.startswith('_empty') else scope} {' '.join(shapes)}".rstrip())


def forget_places(module):
    for part in module.modules():
        for node in getattr(part, "graph", torch.fx.Graph()).nodes:
            for key in ("stack_trace", "torch_fn", "from_node", "source_fn_stack"):
                node.meta.pop(key, None)


def save(folder, name, module, inputs, kwargs=None, batch=None, train=False, strict=False, decompose=False):
    torch.manual_seed(1)
    module = module()
    module.train(train)
    for buffer in module.buffers():
        if buffer.dtype == torch.float32 and buffer.numel() and not name.startswith("tied"):
            buffer.uniform_(0.5, 2)
    ep = torch.export.export(module, inputs, kwargs, dynamic_shapes=batch, strict=strict)
    if decompose:
        ep = ep.run_decompositions()
    forget_places(ep.graph_module)
    text = listing(ep)
    path = os.path.join(folder, name + ".pt2")
    ep.example_inputs = None
    torch.export.save(ep, path)
    parameters = [n for n, _ in module.named_parameters(remove_duplicate=False)]
    text += f"parameters {' '.join(parameters)}\nstate {' '.join(module.state_dict())}\n"
    with open(os.path.join(folder, name + ".txt"), "w") as file:
        file.write(text)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    n = torch.export.Dim("n", max=64)
    image, row = torch.randn(2, 1, 4, 4), torch.randn(2, 3)
    save(folder, "plain", Plain, (image,), batch=({0: n},))
    save(folder, "training", Plain, (image,), batch=({0: n},), train=True)
    save(folder, "decomposed", Plain, (image,), batch=({0: n},), train=True, decompose=True)
    save(folder, "strict", Plain, (image,), batch=({0: n},), strict=True)
    save(folder, "tied", Tied, (torch.tensor([[0, 1, 2, 4]]),))
    save(folder, "many", Many, (torch.randn(2, 4), torch.tensor([1, 2]), 3),
         {"flags": {"mask": torch.tensor([True, False])}})
    save(folder, "recurrent", Recurrent, (torch.randn(2, 5, 3),), batch=({0: n},))
    save(folder, "attention", Attention, (torch.randn(2, 3, 4),), batch=({0: n},))
    save(folder, "wrapped", Wrapped, (row,))
    save(folder, "branching", Branching, (row,))
    save(folder, "half", Half, (row,))
    save(folder, "grown", Grown, (torch.randn(2, 2, 3),), batch=({0: n},))


main(sys.argv[1])
