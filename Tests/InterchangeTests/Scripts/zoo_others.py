"""The rest of the zoo: U-Nets, a VAE, two inputs, sequences by convolution, norms, activations, regression."""

import torch
from torch import nn
from torch.nn import functional as F

from zoo_wake import Spec, images, numbers

K = 10


class Pair(nn.Sequential):
    def __init__(self, i, o):
        layers = [nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True)]
        super().__init__(*layers, nn.Conv2d(o, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    """Two levels down and up, classes for each pixel."""

    def __init__(self, up, width=4, classes=4):
        super().__init__()
        self.inc, self.down1, self.down2 = Pair(3, width), Pair(width, 2 * width), Pair(2 * width, 4 * width)
        self.pool = nn.MaxPool2d(2)
        if up == "transposed":
            self.up1, self.up2 = nn.ConvTranspose2d(4 * width, 2 * width, 2, 2), nn.ConvTranspose2d(2 * width, width, 2, 2)
            wide = 0
        else:
            self.up1 = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.up2 = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
            wide = 1
        self.conv1 = Pair((4 + 2 * wide) * width, 2 * width)
        self.conv2 = Pair((2 + wide) * width, width)
        self.outc = nn.Conv2d(width, classes, 1)

    @staticmethod
    def join(x, skip):
        dy, dx = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
        x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return torch.cat([skip, x], dim=1)

    def forward(self, x):
        a = self.inc(x)
        b = self.down1(self.pool(a))
        c = self.down2(self.pool(b))
        y = self.conv1(self.join(self.up1(c), b))
        y = self.conv2(self.join(self.up2(y), a))
        return self.outc(y)


class VAE(nn.Module):
    """Reconstruction, mean and log variance; the noise is an input."""

    def __init__(self, latent=4):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), nn.ReLU(), nn.Conv2d(4, 8, 4, 2, 1), nn.LeakyReLU(0.1), nn.Flatten())
        self.mu, self.logvar = nn.Linear(128, latent), nn.Linear(128, latent)
        self.expand = nn.Linear(latent, 128)
        self.decoder = nn.Sequential(nn.Unflatten(1, (8, 4, 4)), nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.BatchNorm2d(4), nn.ELU(),
                                     nn.ConvTranspose2d(4, 1, 3, 2, 1, output_padding=1), nn.Sigmoid())

    def forward(self, x, noise):
        h = self.encoder(x)
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.exp(0.5 * logvar) * noise
        return self.decoder(self.expand(z)), mu, logvar


class Siamese(nn.Module):
    """One network read twice: a distance of two images."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(64, 8))
        self.head = nn.Linear(8, 1)

    def forward(self, a, b):
        return self.head(torch.abs(self.trunk(a) - self.trunk(b)))


class Signal(nn.Module):
    """Classifies a sequence by convolutions: strided, dilated and grouped, padded on one side, normalized by weight."""

    def __init__(self):
        super().__init__()
        self.a = nn.Conv1d(2, 8, 7, stride=2, padding=3)
        self.n = nn.BatchNorm1d(8)
        self.b = nn.Conv1d(8, 8, 3, dilation=2, groups=2)
        self.c = nn.utils.parametrizations.weight_norm(nn.Conv1d(8, 12, 3))
        self.d = nn.utils.parametrizations.weight_norm(nn.Linear(12, 16))
        self.e = nn.Linear(16, K)

    def forward(self, x):
        y = F.max_pool1d(F.relu(self.n(self.a(x))), 2)
        y = F.silu(self.b(F.pad(y, (4, 0))))
        y = F.avg_pool1d(F.gelu(self.c(y), approximate="tanh"), 3, 2, 1)
        return self.e(torch.tanh(self.d(F.adaptive_avg_pool1d(y, 1).flatten(1))))


class Norms(nn.Module):
    """The normalizations that are not over a batch."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, padding=1)
        self.group, self.instance, self.layer = nn.GroupNorm(4, 8), nn.InstanceNorm2d(8, affine=True), nn.LayerNorm([8, 4, 4])
        self.plain = nn.InstanceNorm2d(8)
        self.rms = nn.RMSNorm(8, eps=1e-6)
        self.local = nn.LocalResponseNorm(3, alpha=0.5)
        self.fc = nn.Linear(8, K)

    def forward(self, x):
        y = self.local(F.relu(self.group(self.a(x))))
        y = self.layer(F.relu(self.instance(self.b(y))))
        y = self.plain(self.c(y)) * y
        return self.fc(F.normalize(self.rms(y.flatten(2).mean(2)), dim=1) * 3)


class Activations(nn.Module):
    """One dense layer for each activation."""

    def __init__(self):
        super().__init__()
        kinds = [nn.ReLU6(), nn.LeakyReLU(0.2), nn.ELU(0.7), nn.SELU(), nn.CELU(0.5), nn.SiLU(inplace=True), nn.Mish(), nn.PReLU(8),
                 nn.Softplus(), nn.Hardswish(), nn.Hardsigmoid(), nn.Hardtanh(-0.5, 1.5), nn.GELU(), nn.GELU("tanh"), nn.LogSigmoid(),
                 nn.Softsign(), nn.Tanhshrink(), nn.Softshrink(0.2), nn.Softmax(1)]
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in kinds)
        self.acts = nn.ModuleList(kinds)
        self.gate = nn.Linear(8, 16)
        self.head = nn.Linear(8, K)

    def forward(self, x):
        for layer, act in zip(self.layers, self.acts):
            x = 0.75 * x + act(layer(x))
        return F.log_softmax(self.head(F.glu(self.gate(x), dim=1)), dim=1)


def regression():
    return nn.Sequential(nn.Linear(6, 16), nn.Softplus(), nn.Linear(16, 12), nn.Sigmoid(), nn.Linear(12, 2))


MODELS = [
    Spec("unet-transposed", lambda: UNet("transposed"), images(12), "pixels", ("",)),
    Spec("unet-bilinear", lambda: UNet("bilinear"), images(12), "pixels", ("", "opset12"), notes="align_corners true and false"),
    Spec("vae", VAE, lambda g, n: images(16, 1)(g, n) + (torch.randn(n, 4, generator=g),), "numbers", ("", "script"), axes=(0, 0),
         notes="the second input is noise; outputs: reconstruction, mean, log variance; the loss is of the first only"),
    Spec("siamese", Siamese, lambda g, n: images(8, 1)(g, n) + images(8, 1)(g, n), "numbers", ("", "script"), axes=(0, 0),
         notes="shared weights, two images"),
    Spec("signal", Signal, numbers(2, 48), gain=1.8, onnx=("", "script"), notes="conv1d, weight_norm"),
    Spec("norms", Norms, images(16), onnx=("", "opset18")),
    Spec("activations", Activations, numbers(8), onnx=("", "script", "opset12"),
         notes="the output is log_softmax, which a cross entropy leaves as it is"),
    Spec("regression", regression, numbers(6), "numbers", ("", "opset9"), stored=True),
]
