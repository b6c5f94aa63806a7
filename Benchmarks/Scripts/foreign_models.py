"""Models of other programs at full size with random weights: exported, and timed in ONNX Runtime and PyTorch on one thread.

    python foreign_models.py FOLDER

A server for the part `models` of the benchmark. It reads commands from standard input and answers each with one line:

  open NAME      makes the model and writes FOLDER/NAME.pt2, NAME.onnx, NAME.input, NAME.output (raw numbers): "ok SAMPLES"
  onnxruntime N  seconds of the fastest of N points, other weights at each: the weights are inputs of the graph
  fixed N        the same in ONNX Runtime with weights that never change, which it lays out anew when a session begins
  torch N        the same in eager PyTorch, where a point copies its weights into the model

Seconds are processor time of the thread that computes. Batch normalization is folded in the ONNX file, which spares ONNX Runtime
work that the others do at every point. Needs torch 2.13, torchvision 0.28, timm 1.0, transformers 5, onnx 1.22, onnxruntime 1.31.
"""

import contextlib
import os
import sys
import time
import warnings

TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "17179869184", "MALLOC_TOP_PAD_": "268435456"}
if any(os.environ.get(key) != value for key, value in TUNED.items()):
    os.execve(sys.executable, [sys.executable] + sys.argv, {**os.environ, **TUNED, "OMP_NUM_THREADS": "1"})

import logging

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F

try:  # a torchvision built for CUDA beside a torch for CPU has no operator library; its Python needs only these two names
    torch.ops.torchvision.nms
except AttributeError:
    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm  # noqa: E402
from resnet import ResNet  # noqa: E402
import torchvision.models as tv  # noqa: E402
import transformers  # noqa: E402

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
onnxruntime.set_default_logger_severity(3)
torch.set_num_threads(1)
torch.set_grad_enabled(False)

BATCH = 8
WORDS = 512


class UNet(nn.Module):
    """Two convolutions at each of four sizes, maxima down, transposed convolutions up."""

    def __init__(self, width=32, classes=10):
        super().__init__()
        widths = [width << level for level in range(4)]
        self.down = nn.ModuleList(self.pair(a, b) for a, b in zip([3] + widths, widths))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, 2) for w in reversed(widths[:-1]))
        self.join = nn.ModuleList(self.pair(2 * w, w) for w in reversed(widths[:-1]))
        self.head = nn.Conv2d(width, classes, 1)

    @staticmethod
    def pair(inputs, outputs):
        layers = []
        for i in (inputs, outputs):
            layers += [nn.Conv2d(i, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        return nn.Sequential(*layers)

    def forward(self, x):
        kept = []
        for level, pair in enumerate(self.down):
            x = pair(F.max_pool2d(x, 2) if level else x)
            kept.append(x)
        for up, join, skip in zip(self.up, self.join, reversed(kept[:-1])):
            x = join(torch.cat([skip, up(x)], 1))
        return self.head(x)


class CausalAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = (y.view(n, t, self.heads, c // self.heads).transpose(1, 2) for y in self.c_attn(x).split(c, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(n, t, c))


class NanoBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = CausalAttention(width, heads)
        self.c_fc, self.c_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x))))


class NanoGPT(nn.Module):
    def __init__(self, words=65, width=96, heads=3, layers=3, length=64):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(words, width), nn.Embedding(length, width)
        self.h = nn.ModuleList(NanoBlock(width, heads) for _ in range(layers))
        self.ln_f, self.lm_head = nn.LayerNorm(width), nn.Linear(width, words, bias=False)

    def forward(self, ids):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1], device=ids.device))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(64, 96, 2, batch_first=True), nn.Linear(96, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class Logits(nn.Module):
    """A model of transformers that takes token indices alone and returns its logits."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids):
        return self.model(input_ids=ids).logits


def bert():
    config = transformers.BertConfig(
        vocab_size=WORDS, hidden_size=768, num_hidden_layers=2, num_attention_heads=12, intermediate_size=3072, num_labels=10)
    return Logits(transformers.BertForSequenceClassification(config))


def gpt2():
    config = transformers.GPT2Config(
        vocab_size=WORDS, n_embd=384, n_layer=4, n_head=6, n_positions=128, use_cache=False)
    return Logits(transformers.GPT2LMHeadModel(config))


def llama():
    config = transformers.LlamaConfig(
        vocab_size=WORDS, hidden_size=384, num_hidden_layers=4, num_attention_heads=6, num_key_value_heads=6,
        intermediate_size=1024, max_position_embeddings=128, use_cache=False)
    return Logits(transformers.LlamaForCausalLM(config))


def images(channels, side):
    return lambda: torch.randn(BATCH, channels, side, side)


def tokens(words, length):
    return lambda: torch.randint(0, words, (BATCH, length))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))


MODELS = {
    "resnet-20": (lambda: ResNet(20), images(1, 28)),
    "resnet-18": (tv.resnet18, images(3, 224)),
    "mobilenet-v2": (tv.mobilenet_v2, images(3, 224)),
    "efficientnet-b0": (tv.efficientnet_b0, images(3, 224)),
    "densenet-121": (tv.densenet121, images(3, 64)),
    "convnext-t": (tv.convnext_tiny, images(3, 224)),
    "vit-tiny": (lambda: timm.create_model("vit_tiny_patch16_224"), images(3, 224)),
    "swin-t": (tv.swin_t, images(3, 224)),
    "u-net": (UNet, images(3, 64)),
    "bert": (bert, tokens(WORDS, 128)),
    "gpt-2": (gpt2, tokens(WORDS, 128)),
    "llama": (llama, tokens(WORDS, 128)),
    "nanogpt": (NanoGPT, tokens(65, 64)),
    "lstm": (Recurrent, lambda: torch.randn(BATCH, 32, 64)),
    "mlp": (mlp, images(1, 28)),
}


@contextlib.contextmanager
def quiet():
    """Exporters report to standard output, which the answers go to."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield


class Opened:
    def __init__(self, name, folder):
        torch.manual_seed(0)
        make, batch = MODELS[name]
        path = os.path.join(folder, name)
        self.x = batch()
        with quiet():
            self.model = make().eval()
            self.wake()
            for file in [path + ".pt2", path + ".onnx"]:
                if os.path.exists(file):
                    os.remove(file)
            sample = (self.x[:2],)
            torch.export.save(
                torch.export.export(self.model, sample, dynamic_shapes=({0: torch.export.Dim("n", max=4096)},)), path + ".pt2")
            torch.onnx.export(
                self.model, sample, path + ".onnx", dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim("n")},))
        self.prepare_runtime(path + ".onnx")
        state = [v for v in self.model.state_dict(keep_vars=False).values() if v.is_floating_point()]
        self.state, self.states = state, [[v.clone() for v in state], [v * 1.001 for v in state]]
        output = self.model(self.x)
        theirs = self.session.run(None, {**self.feed, **dict(zip(self.weights, map(lambda v: v.numpy(), self.values[0])))})[0]
        if not np.allclose(theirs, output.numpy(), rtol=1e-3, atol=1e-4 * float(output.abs().max())):
            sys.exit(f"{name}: ONNX Runtime computes other numbers than PyTorch")
        x = self.x if self.x.is_floating_point() else self.x.int()
        x.numpy().tofile(path + ".input")
        output.contiguous().numpy().tofile(path + ".output")

    def wake(self):
        """Spreads statistics and zero weights, so that no number is trivial."""
        for module in self.model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.8, 1.2)
        for p in self.model.parameters():
            if p.abs().max() < 1e-4:
                p.normal_(0, 0.02)

    def prepare_runtime(self, path):
        """A session whose weights are inputs."""
        proto = onnx.load(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.constant = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        weights = [w for w in proto.graph.initializer if w.data_type == onnx.TensorProto.FLOAT and np.prod(w.dims) > 1]
        self.weights = [w.name for w in weights]
        self.values = [[torch.from_numpy(onnx.numpy_helper.to_array(w).copy()) for w in weights]]
        self.values.append([v * 1.001 for v in self.values[0]])
        for w in weights:
            proto.graph.initializer.remove(w)
            proto.graph.input.append(onnx.helper.make_tensor_value_info(w.name, w.data_type, w.dims))
        self.session = onnxruntime.InferenceSession(proto.SerializeToString(), options, providers=["CPUExecutionProvider"])
        name = next(i.name for i in self.session.get_inputs() if i.name not in self.weights)
        self.feed = {name: self.x.numpy()}
        data = onnxruntime.OrtValue.ortvalue_from_numpy
        self.points = [
            {name: data(self.x.numpy()), **{w: data(v.numpy()) for w, v in zip(self.weights, values)}} for values in self.values]
        self.outputs = [self.session.get_outputs()[0].name]

    def onnxruntime(self, index):
        self.session.run_with_ort_values(self.outputs, self.points[index])

    def fixed(self, index):
        self.constant.run(None, self.feed)

    def torch(self, index):
        torch._foreach_copy_(self.state, self.states[index])
        self.model(self.x)


def fastest(body, count):
    best = float("inf")
    for index in range(count):
        start = time.thread_time()
        body(index % 2)
        best = min(best, time.thread_time() - start)
    return best


def serve(folder):
    opened = None
    print("ready", flush=True)
    for line in sys.stdin:
        command, argument = line.split()
        if command == "open":
            opened = None
            opened = Opened(argument, folder)
            print(f"ok {BATCH}", flush=True)
        else:
            print(fastest(getattr(opened, command), int(argument)), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
