"""Maps of the loss around PyTorch models, drawn by the program `landscape` that comes with this package.

    import landscape
    landscape.export(model, (x, y), "model.pt2")
    landscape.render("model.pt2")          # in a notebook, the picture

`export` needs torch and numpy; `render` and `run` need neither.
"""

import os
import pathlib
import subprocess
import warnings

__all__ = ["Error", "Picture", "export", "program", "render", "run"]


class Error(RuntimeError):
    """The program ended with an error; the message is the program's own, and `status` its exit status."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


class Picture:
    """A file that the program has drawn; a notebook shows it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def __repr__(self):
        return f"Picture({str(self.path)!r})"

    def __fspath__(self):
        return str(self.path)

    def _repr_png_(self):
        return self.path.read_bytes() if self.path.suffix == ".png" else None

    def _repr_svg_(self):
        return self.path.read_text(encoding="utf-8") if self.path.suffix == ".svg" else None


def program():
    """The path of the program: `LANDSCAPE_PROGRAM` if that is set, else the one in this package, else the one of the shell."""
    named = os.environ.get("LANDSCAPE_PROGRAM")
    if named:
        return named
    own = pathlib.Path(__file__).with_name("bin") / "landscape"
    return str(own) if own.exists() else "landscape"


def _environment():
    environment = dict(os.environ)
    fonts = pathlib.Path(__file__).with_name("fonts") / "fonts.conf"
    # Machines without any fonts, such as containers, draw with those of this package.
    if fonts.exists() and not os.path.exists("/etc/fonts/fonts.conf"):
        environment.setdefault("FONTCONFIG_FILE", str(fonts))
    return environment


def run(*arguments, quiet=True):
    """Runs the program with arguments as a shell would, and returns what it prints.

    Raises `Error` with the program's own message; passes its warnings on. With `quiet=False` progress goes to standard error.
    """
    words = [program(), *(os.fspath(word) if isinstance(word, os.PathLike) else str(word) for word in arguments)]
    with subprocess.Popen(
        words, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE if quiet else None, text=True
    ) as process:
        try:
            output, errors = process.communicate()
        except KeyboardInterrupt:
            # The program keeps what it has computed; the same call goes on from there.
            process.terminate()
            process.wait()
            raise
    lines = [line.removeprefix("landscape: ") for line in (errors or "").splitlines() if line.startswith("landscape: ")]
    problems = [line for line in lines if not line.startswith("warning: ")]
    if process.returncode != 0:
        raise Error("; ".join(problems) or f"landscape ended with status {process.returncode}", process.returncode)
    for line in lines:
        warnings.warn(line.removeprefix("warning: "), stacklevel=3)
    return output


def export(model, data, path, *, most=4096):
    """Writes a PyTorch model and its data into files that `render` takes.

    model: a torch.nn.Module that takes one tensor whose first axis is samples. It is exported as in evaluation.
    data: a pair of inputs and targets, tensors or arrays; or a DataLoader or other iterable of such pairs.
    path: where the model goes, ending in .pt2; the data go beside it, as .npz.
    most: samples that the model takes at once, at most.

    Returns both paths.
    """
    import numpy
    import torch

    path = pathlib.Path(path)
    if path.suffix != ".pt2":
        raise ValueError(f"{path}: the name of an exported model ends in .pt2")
    is_pair = isinstance(data, (tuple, list)) and len(data) == 2 and all(hasattr(part, "shape") for part in data)
    pairs = [data] if is_pair else list(data)
    inputs = torch.cat([torch.as_tensor(pair[0]).detach().cpu() for pair in pairs])
    targets = torch.cat([torch.as_tensor(pair[1]).detach().cpu() for pair in pairs])
    if len(inputs) != len(targets) or len(inputs) < 2:
        raise ValueError(f"{len(inputs)} inputs and {len(targets)} targets: there must be one target an input, and two or more")
    training = {name: module.training for name, module in model.named_modules()}
    device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    try:
        exported = torch.export.export(
            model.cpu().eval(), (inputs[:2].clone(),), dynamic_shapes=({0: torch.export.Dim("n", max=most)},)
        )
        torch.export.save(exported, str(path))
    finally:
        model.to(device)
        for name, module in model.named_modules():
            module.training = training[name]
    arrays = path.with_suffix(".npz")
    numpy.savez(arrays, x=inputs.numpy(), y=targets.numpy())
    return path, arrays


def _words(options):
    """Options as the program spells them: `three_d=True` is `--three-d`, `x="-1:1:51"` is `--x=-1:1:51`."""
    for name, value in options.items():
        option = "--" + name.strip("_").replace("_", "-")
        if value is True:
            yield option
        elif isinstance(value, (list, tuple)):
            for part in value:
                yield f"{option}={os.fspath(part) if isinstance(part, os.PathLike) else part}"
        elif value is not None and value is not False:
            yield f"{option}={os.fspath(value) if isinstance(value, os.PathLike) else value}"


def render(model, data=None, *, output=None, quiet=True, **options):
    """Draws the loss around a model: `landscape render`, whose options are this function's.

    model: a file that the program takes (.pt2, .onnx, .ckpt, .surface …), or several in a list.
    data: the file that `export` has written beside a .pt2, unless another one is named.
    output: picture to write, .png, .svg or .pdf; beside the model without it.

    Returns a `Picture`, or a list of them for several models.
    """
    models = [model] if isinstance(model, (str, os.PathLike)) else list(model)
    if not models:
        raise ValueError("no model is named")
    arrays = pathlib.Path(models[0]).with_suffix(".npz")
    if data is None and pathlib.Path(models[0]).suffix == ".pt2" and arrays.exists():
        data = arrays
    words = list(_words({"data": data, "output": output, **options}))
    printed = run("render", *models, *words, quiet=quiet)
    pictures = [Picture(line) for line in printed.splitlines() if line.endswith((".png", ".svg", ".pdf"))]
    return pictures[0] if len(pictures) == 1 else pictures


def _main():
    """The command `landscape` of this package: becomes the program."""
    import sys

    os.execve(program(), ["landscape", *sys.argv[1:]], _environment())
