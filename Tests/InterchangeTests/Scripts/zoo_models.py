"""Vision models of the zoo: the classes of torchvision and timm at about a tenth of their width."""

import contextlib
import functools

import torch
from torch import nn
from torch.nn import functional as F

from zoo_wake import Spec, images

try:  # a torchvision built for CUDA beside a torch for CPU has no operator library; its Python needs only these two names
    torch.ops.torchvision.nms
except AttributeError:
    _library = torch.library.Library("torchvision", "DEF")
    _library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm  # noqa: E402
import torchvision.models as tv  # noqa: E402
from timm.models import _efficientnet_builder as efficientnet_builder  # noqa: E402
from timm.models import efficientnet as timm_efficientnet  # noqa: E402
from timm.models import metaformer, mlp_mixer, nfnet  # noqa: E402
from torchvision.models import convnext, efficientnet, googlenet, inception, mobilenetv3, regnet  # noqa: E402
from torchvision.ops import Conv2dNormActivation  # noqa: E402

K = 10  # classes


@contextlib.contextmanager
def shrunk(factor, keep=(1, 3, K)):
    """Layers built inside have their channels divided: for classes whose widths are written into them."""
    def narrow(c):
        return c if c in keep else max(1, c // factor)

    originals = {c: c.__init__ for c in (nn.Conv2d, nn.Linear, nn.BatchNorm2d)}

    def conv(self, i, o, *a, groups=1, **k):
        originals[nn.Conv2d](self, narrow(i), narrow(o), *a, groups=narrow(groups) if groups == i else groups, **k)

    def linear(self, i, o, *a, **k):
        originals[nn.Linear](self, narrow(i), narrow(o), *a, **k)

    def norm(self, c, *a, **k):
        originals[nn.BatchNorm2d](self, narrow(c), *a, **k)

    nn.Conv2d.__init__, nn.Linear.__init__, nn.BatchNorm2d.__init__ = conv, linear, norm
    try:
        yield
    finally:
        for c, original in originals.items():
            c.__init__ = original


class LambdaLayer(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


class CifarBlock(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.shortcut = nn.Sequential()
        if stride != 1:  # option A: every second pixel, zero channels on both sides
            self.shortcut = LambdaLayer(lambda x: F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, o // 4, o // 4), "constant", 0))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y += self.shortcut(x)
        return F.relu(y)


class CifarResNet(nn.Module):
    """ResNet-20 for CIFAR-10 (He et al. 2016, section 4.2)."""

    def __init__(self, width=2, blocks=3):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        stages = []
        for s in range(3):
            o = width << s
            i = max(width, o // 2)
            stages.append(nn.Sequential(CifarBlock(i, o, 1 if s == 0 else 2), *[CifarBlock(o, o, 1) for _ in range(blocks - 1)]))
        self.layer1, self.layer2, self.layer3 = stages
        self.linear = nn.Linear(4 * width, K)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.layer3(self.layer2(self.layer1(y)))
        y = F.avg_pool2d(y, y.size()[3])
        return self.linear(y.view(y.size(0), -1))


class Residual(nn.Module):
    """A block of CIFAR's ResNets with weights on its shortcut, or with no shortcut at all."""

    def __init__(self, i, o, stride, short, bottleneck):
        super().__init__()
        expansion = 4 if bottleneck else 1
        shapes = [(i, o, 1, 1), (o, o, 3, stride), (o, 4 * o, 1, 1)] if bottleneck else [(i, o, 3, stride), (o, o, 3, 1)]
        for n, (a, b, k, s) in enumerate(shapes, 1):
            setattr(self, f"conv{n}", nn.Conv2d(a, b, k, s, k // 2, bias=False))
            setattr(self, f"bn{n}", nn.BatchNorm2d(b))
        self.short, self.count, self.bottleneck = short, len(shapes), bottleneck
        if short:
            self.shortcut = nn.Sequential()
            if stride != 1 or i != expansion * o:
                self.shortcut = nn.Sequential(nn.Conv2d(i, expansion * o, 1, stride, bias=False), nn.BatchNorm2d(expansion * o))

    def forward(self, x):
        y = x
        for n in range(1, self.count + 1):
            y = getattr(self, f"bn{n}")(getattr(self, f"conv{n}")(y))
            y = F.relu(y) if n < self.count else y
        if self.short:
            return F.relu(y + self.shortcut(x))
        return y if self.bottleneck else F.relu(y)  # as the published networks without shortcuts have it


class CifarNet(nn.Module):
    """CIFAR ResNets as the programs of Li et al. 2018 (arXiv:1712.09913) name their tensors."""

    def __init__(self, blocks, width=4, short=True, bottleneck=False):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        channels = width
        self.stages = len(blocks)
        for s, count in enumerate(blocks):
            stage = []
            for b in range(count):
                stage.append(Residual(channels, width << s, 2 if s and not b else 1, short, bottleneck))
                channels = (width << s) * (4 if bottleneck else 1)
            setattr(self, f"layer{s + 1}", nn.Sequential(*stage))
        self.linear = nn.Linear(channels, K)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        for s in range(self.stages):
            y = getattr(self, f"layer{s + 1}")(y)
        return self.linear(F.avg_pool2d(y, y.size(3)).flatten(1))


class CifarVGG(nn.Module):
    """VGG with one normalized dense layer, as in the programs of Li et al. 2018."""

    def __init__(self, plan=(4, 4, "M", 8, "M"), side=8):
        super().__init__()
        layers, channels = [], 3
        for c in plan:
            if c == "M":
                layers.append(nn.MaxPool2d(2, 2, ceil_mode=True))
                side //= 2
            else:
                layers += [nn.Conv2d(channels, c, 3, padding=1), nn.BatchNorm2d(c), nn.ReLU(True)]
                channels = c
        self.features = nn.Sequential(*layers)
        self.fc = nn.Sequential(nn.Linear(channels * side * side, channels), nn.BatchNorm1d(channels), nn.ReLU(True))
        self.classifier = nn.Linear(channels, K)

    def forward(self, x):
        return self.classifier(self.fc(self.features(x).flatten(1)))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, K))


def resnet18():
    with shrunk(32):
        return tv.resnet18(num_classes=K)


def vgg(batch_norm, plan=(4, "M", 8, "M", 8, 8, "M", 8, 8, "M")):
    model = tv.VGG(tv.vgg.make_layers(list(plan), batch_norm=batch_norm), num_classes=K)
    model.classifier = nn.Sequential(nn.Linear(8 * 49, 8), nn.ReLU(True), nn.Dropout(), nn.Linear(8, 16), nn.ReLU(True),
                                     nn.Dropout(), nn.Linear(16, K))
    return model


def timm_vgg():
    model = timm.models.VGG([4, "M", 8, "M", 8, "M"], num_classes=K)
    model.pre_logits = timm.models.vgg.ConvMlp(8, 8, 7)
    model.head = timm.layers.ClassifierHead(8, K, pool_type="avg")
    return model


def mobilenet_v2():
    settings = [[1, 8, 1, 1], [4, 8, 2, 2], [3, 16, 2, 2]]  # expansion, channels, repeats, stride
    model = tv.MobileNetV2(num_classes=K, width_mult=1.0, inverted_residual_setting=settings)
    model.features[0] = Conv2dNormActivation(3, 32, 3, 2, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU6)
    model.features[-1] = Conv2dNormActivation(16, 40, 1, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU6)
    model.classifier[1] = nn.Linear(40, K)
    return model


def vit():
    return tv.VisionTransformer(image_size=16, patch_size=4, num_layers=2, num_heads=2, hidden_dim=16, mlp_dim=32, num_classes=K)


def resnext():
    with shrunk(32):
        return tv.ResNet(tv.resnet.Bottleneck, [1, 1, 1, 1], num_classes=K, groups=4, width_per_group=32)


def densenet():
    return tv.DenseNet(growth_rate=4, block_config=(2, 2, 2, 2), num_init_features=8, bn_size=2, num_classes=K)


def mobilenet_v3():
    block = functools.partial(mobilenetv3.InvertedResidualConfig, dilation=1, width_mult=1.0)
    rows = [(8, 3, 8, 8, True, "RE", 2), (8, 3, 16, 8, False, "RE", 2), (8, 5, 16, 16, True, "HS", 1), (16, 5, 24, 16, True, "HS", 1)]
    return tv.MobileNetV3([block(*r[:6], stride=r[6]) for r in rows], last_channel=16, num_classes=K)


def efficientnet_b0():
    rows = [(1, 3, 1, 8, 8, 1), (4, 3, 2, 8, 8, 2), (3, 5, 2, 8, 16, 2)]  # expansion, kernel, stride, in, out, repeats
    settings = [efficientnet.MBConvConfig(*r, width_mult=1.0, depth_mult=1.0) for r in rows]
    return tv.EfficientNet(settings, dropout=0.2, stochastic_depth_prob=0.2, num_classes=K, last_channel=32)


def convnext_small():
    settings = [convnext.CNBlockConfig(8, 12, 1), convnext.CNBlockConfig(12, 16, 2), convnext.CNBlockConfig(16, None, 1)]
    return tv.ConvNeXt(settings, stochastic_depth_prob=0.1, num_classes=K)


def regnet_y():
    params = regnet.BlockParams(depths=[1, 1, 2], widths=[8, 8, 16], group_widths=[4, 8, 8], bottleneck_multipliers=[1.0, 1.0, 1.0],
                                strides=[2, 2, 2], se_ratio=0.25)
    return tv.RegNet(params, num_classes=K, stem_width=8)


def squeezenet():
    with shrunk(16):
        return tv.squeezenet1_1(num_classes=K)


def googlenet_small():
    with shrunk(16):
        model = tv.GoogLeNet(num_classes=K, aux_logits=False, transform_input=False, init_weights=False)
    for name in ("4b", "4c", "4d", "4e", "5a", "5b"):
        setattr(model, "inception" + name, nn.Identity())
    model.fc = nn.Linear(32, K)
    return model


def inception_small():
    with shrunk(16):
        stem = [inception.BasicConv2d(3, 192, kernel_size=3, stride=2), nn.MaxPool2d(3, 2), inception.InceptionA(192, pool_features=32),
                inception.InceptionB(256), inception.InceptionC(736, channels_7x7=64), inception.BasicConv2d(768, 256, kernel_size=1)]
    with shrunk(64):
        last = inception.InceptionE(1024)
    return nn.Sequential(*stem, last, nn.AdaptiveAvgPool2d((1, 1)), nn.Dropout(), nn.Flatten(), nn.Linear(32, K))


def mnasnet():
    model = tv.MNASNet(0.1, num_classes=K)
    for i in range(8, 14):
        model.layers[i] = model.layers[i][:1] if i < 12 else nn.Identity()
    model.layers[14], model.layers[15] = nn.Conv2d(16, 32, 1, bias=False), nn.BatchNorm2d(32, momentum=0.0003)
    model.classifier[1] = nn.Linear(32, K)
    return model


def alexnet():
    with shrunk(32):
        model = tv.AlexNet(num_classes=K)
    model.classifier[1], model.classifier[4], model.classifier[6] = nn.Linear(288, 8), nn.Linear(8, 16), nn.Linear(16, K)
    return model


def swin():
    return tv.SwinTransformer([4, 4], 8, [2, 1], [2, 2], [4, 4], mlp_ratio=2.0, num_classes=K)


def maxvit():
    return tv.MaxVit((32, 32), stem_channels=8, partition_size=4, block_channels=[8, 8], block_layers=[1, 1], head_dim=4,
                     stochastic_depth_prob=0.1, num_classes=K)


def nfnet_small():
    config = nfnet.NfCfg(depths=(1, 1), channels=(16, 24), stem_type="3x3", stem_chs=8, group_size=8, attn_layer="se",
                         attn_kwargs=dict(rd_ratio=0.5), num_features=32, act_layer="silu", skipinit=True, extra_conv=True)
    return nfnet.NormFreeNet(config, num_classes=K)


def efficientnet_lite():
    plan = efficientnet_builder.decode_arch_def([["ds_r1_k3_s1_e1_c8"], ["ir_r2_k3_s2_e4_c8"], ["ir_r2_k5_s2_e3_c16"]])
    act = functools.partial(nn.ReLU6, inplace=True)
    return timm_efficientnet.EfficientNet(plan, num_classes=K, num_features=32, stem_size=8, act_layer=act, fix_stem=True)


def poolformer():
    return metaformer.MetaFormer(num_classes=K, depths=(1, 2), dims=(8, 16), downsample_norm=None, mlp_act=nn.GELU,
                                 norm_layers=timm.layers.GroupNorm1, layer_scale_init_values=1e-5, res_scale_init_values=None,
                                 use_mlp_head=False)


def timm_vit():
    return timm.models.VisionTransformer(img_size=16, patch_size=4, embed_dim=16, depth=2, num_heads=2, mlp_ratio=2,
                                         init_values=1e-5, num_classes=K, class_token=False, global_pool="avg", qk_norm=True, reg_tokens=1)


def deit():
    return timm.create_model("deit_tiny_distilled_patch16_224", img_size=16, patch_size=4, embed_dim=16, depth=2,
                             num_heads=2, mlp_ratio=2, num_classes=K)


def mlp_like(**extra):
    return lambda: mlp_mixer.MlpMixer(num_classes=K, img_size=16, patch_size=4, num_blocks=2, embed_dim=16, **extra)


MODELS = [
    Spec("mlp", mlp, images(8, 1), onnx=("", "script", "optimized", "external", "opset18", "opset9", "fixed"),
         states=("pth", "old", "checkpoint", "safetensors", "moved"), priority=0, stored=True),
    Spec("resnet20-cifar", CifarResNet, images(), onnx=("", "script", "optimized"),
         states=("pth", "moved"), priority=0, notes="option-A shortcuts; optimized and script fold batch normalization"),
    Spec("resnet18-small", resnet18, images(), onnx=("", "script"), priority=0),
    Spec("vgg-small", lambda: vgg(False), images(), onnx=("",), priority=0,
         notes="adaptive average pooling from 2x2 to 7x7"),
    Spec("mobilenetv2-small", mobilenet_v2, images(), onnx=("", "preserve"), priority=0),
    Spec("vit-small", vit, images(16), onnx=("", "script"), priority=0, notes="nn.MultiheadAttention"),
    Spec("vgg-bn", lambda: vgg(True, (4, "M", 8, "M", 8, "M")), images(28), onnx=("",), notes="adaptive average pooling from 3x3 to 7x7"),
    Spec("resnext", resnext, images(), onnx=("optimized",), notes="grouped convolutions"),
    Spec("densenet", densenet, images(), onnx=("", "script")),
    Spec("mobilenetv3", mobilenet_v3, images(), onnx=("script",)),
    Spec("efficientnet", efficientnet_b0, images(), onnx=("optimized",)),
    Spec("convnext", convnext_small, images(), onnx=("",)),
    Spec("regnet", regnet_y, images(), onnx=("optimized",)),
    Spec("squeezenet", squeezenet, images(), onnx=("", "script", "fixed"), gain=1.2, notes="pooling with ceil_mode"),
    Spec("googlenet", googlenet_small, images(), onnx=("", "opset9")),
    Spec("inception", inception_small, images(), onnx=("optimized",), notes="1x7 and 7x1 convolutions"),
    Spec("shufflenet", lambda: tv.ShuffleNetV2([2, 2, 2], [8, 16, 16, 24, 32], num_classes=K), images(), onnx=("",)),
    Spec("mnasnet", mnasnet, images(), onnx=("optimized",)),
    Spec("alexnet", alexnet, images(64), onnx=("",), notes="adaptive average pooling from 1x1 to 6x6"),
    Spec("swin", swin, images(), onnx=("optimized",)),
    Spec("maxvit", maxvit, images(), onnx=("optimized",), lean=True),
    Spec("mixer", mlp_like(), images(16), onnx=("",)),
    Spec("resmlp", mlp_like(mlp_ratio=4, block_layer=mlp_mixer.ResBlock, norm_layer=mlp_mixer.Affine), images(16), onnx=("",)),
    Spec("gmlp", mlp_like(mlp_ratio=6, block_layer=mlp_mixer.SpatialGatingBlock, mlp_layer=timm.layers.GatedMlp), images(16), onnx=("",)),
    Spec("deit", deit, images(16), onnx=("",)),
    Spec("vit-timm", timm_vit, images(16), onnx=("",), notes="layer scale, normalized queries and keys, a register, mean of the tokens"),
    Spec("nfnet", nfnet_small, images(), onnx=("optimized",), notes="standardized weights by batch_norm on weights"),
    Spec("efficientnet-lite", efficientnet_lite, images(), onnx=("optimized",)),
    Spec("poolformer", poolformer, images(16), onnx=("",)),
    Spec("resnet-shortcut", lambda: CifarNet((2, 1, 1)), images(), onnx=(), states=("pth",), notes="convolutions on the shortcuts"),
    Spec("resnet-noshort", lambda: CifarNet((1, 2, 1), short=False), images(), onnx=(), states=("pth",), notes="no shortcuts"),
    Spec("bottleneck-noshort", lambda: CifarNet((1, 1, 1, 1), width=2, short=False, bottleneck=True), images(), onnx=(), states=("pth",),
         notes="no shortcuts, and no ReLU at the end of bottlenecks"),
    Spec("vgg-timm", timm_vgg, images(16), onnx=(), states=("pth",), notes="convolutions as dense layers, on an average of 7x7"),
    Spec("vgg-cifar", CifarVGG, images(8), onnx=(), states=("pth",), notes="a normalized dense layer, no adaptive pooling"),
]
