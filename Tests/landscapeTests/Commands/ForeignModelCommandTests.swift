import Testing

/// Commands on networks of PyTorch and ONNX.
@Suite struct ForeignModelCommandTests {
  /// A residual network as an export, as weights alone, and its data.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.copyFixture("resnet20-cifar.pt2", to: "model.pt2")
    try bench.copyFixture("resnet20-cifar.pth", to: "weights.pth")
    try bench.copyFixture("resnet20-cifar.npz", to: "data.npz")
    return bench
  }

  @Test func `an export is probed and drawn, and the picture verified`() throws {
    let bench = try bench()
    let told = try bench.succeed("render model.pt2 --data data.npz --x -1:1:3 --y -1:1:3 --width 300")
    #expect(told.errors.contains("3 of 3 samples of data.npz"))
    #expect(try bench.succeed("verify model.png").output.contains("agrees, byte for byte, with 2 inputs"))
    let text = try bench.succeed("inspect model.pt2.surface").output
    #expect(
      text.contains("imported from model.pt2 (PyTorch export)")
        && text.contains("samples      3 of 3, choice"))
  }

  @Test func `of weights alone the graph is an input too`() throws {
    let bench = try bench()
    let line =
      "compare weights.pth again.pth --graph model.pt2 --data data.npz --x -1:1:3 --y -1:1:3 --width 300 -q -o a.png"
    try bench.copyFixture("resnet20-cifar.pth", to: "again.pth")
    try bench.succeed(line)
    #expect(try bench.succeed("verify a.png").output.contains("agrees, byte for byte, with 5 inputs"))
    try bench.fail(
      "evaluate weights.pth --graph model.pt2 --data data.npz --outputs model.pt2", .usage, "model.pt2")
  }

  /// Cross entropy takes what is before the last softmax, the squared error what is behind it.
  @Test func `a surface of a loss that keeps the last softmax belongs to its network`() throws {
    let bench = try Workbench()
    try bench.copyFixture("activations.pt2", to: "model.pt2")
    try bench.copyFixture("activations.npz", to: "data.npz")
    try bench.succeed("import model.pt2 -o model.ckpt")
    #expect(try bench.succeed("inspect model.ckpt").output.contains("softmax at the end is left out"))
    let line = "render model.pt2 --data data.npz --loss mean-squared-error --width 300"
    let told = try bench.succeed("\(line) --x -1:1:3 --y -1:1:3")
    #expect(told.errors.contains("3×3 points"))
    try bench.succeed(line)
    #expect(try bench.succeed("verify model.png").output.contains("agrees"))
  }

  @Test func `a file that is not there is said to be missing, whatever is said of it`() throws {
    try bench().fail(
      "evaluate other.pth --graph model.pt2 --data data.npz", .noInput, "other.pth", "no such file")
  }

  @Test func `a command without options of import takes an export, and asks for data`() throws {
    let line = "geometry region --checkpoint model.pt2 --weights linear.weight[0,0] linear.weight[1,1]"
    try bench().fail(line, .usage, "model.pt2", "without a data set")
  }

  @Test func `an import says what is to be known of it`() throws {
    let bench = try Workbench()
    try bench.copyFixture("nanogpt.script.onnx", to: "gpt.onnx")
    let told = try bench.succeed("import gpt.onnx").errors
    #expect(told.contains("parameters that can be trained") && told.contains("are one parameter"))
  }

  /// The network of `resnet20-cifar.pt2` with its 19 normalizations folded.
  private func foldedBench() throws -> Workbench {
    let bench = try Workbench()
    try bench.copyFixture("resnet20-cifar.script.onnx", to: "model.onnx")
    try bench.copyFixture("resnet20-cifar.npz", to: "data.npz")
    return bench
  }

  @Test func `folded batch normalization is said by inspect, import and once by probe`() throws {
    let bench = try foldedBench()
    let words = "batch normalization is folded into the weights of 19 layers"
    #expect(try bench.succeed("inspect model.onnx").output.contains(words))
    #expect(try bench.succeed("import model.onnx -o model.ckpt").errors.contains(words))
    #expect(try bench.succeed("inspect model.ckpt").output.contains(words))
    for name in ["model.onnx", "model.ckpt"] {
      let told = try bench.succeed("probe \(name) --data data.npz --x -1:1:3 -o \(name).surface").errors
      #expect(told.split(separator: "\n").count { $0.contains(words) } == 1, "\(told)")
      #expect(told.contains("self-check"))
    }
    try bench.copyFixture("resnet20-cifar.pt2", to: "model.pt2")
    #expect(try !bench.succeed("inspect model.pt2").output.contains("folded"))
  }

  @Test(arguments: [
    ("--normalization layer", "--normalization layer"), ("--normalization none", "--normalization none"),
    ("--include norm", "--include norm"), ("--include offset,bias", "--include bias"),
    ("--batch-norm recalibrate", "--batch-norm recalibrate"), ("--directions d.h5", "--directions d.h5"),
    ("--save-directions e.h5", "--save-directions"),
  ])
  func `what is about trained tensors is refused where they are folded`(option: String, named: String) throws
  {
    let bench = try foldedBench()
    try bench.write(Array("directions".utf8), to: "d.h5")
    try bench.fail(
      "probe model.onnx --data data.npz --x -1:1:3 \(option)", .usage,
      "\(named) needs the trained tensors", "model.onnx",
      "training=TrainingMode.PRESERVE, do_constant_folding=False", ".pt2")
    #expect(try !bench.folder.names.contains { $0.hasSuffix(".surface") || $0 == "e.h5" })
  }

  /// A tied table has two names in PyTorch, and one parameter.
  @Test func `tensors are named as the file names them`() throws {
    let bench = try Workbench()
    try bench.copyFixture("nanogpt.pt2", to: "gpt.pt2")
    try bench.copyFixture("nanogpt.npz", to: "data.npz")
    let line = "probe gpt.pt2 --data data.npz --x -1:1:3 -q"
    try bench.succeed("\(line) --only lm_head.weight -o a.surface")
    try bench.succeed("\(line) --only *wte.weight -o b.surface")
    let (a, b) = try (Container(bench.bytes("a.surface")), Container(bench.bytes("b.surface")))
    #expect(a.tensors == b.tensors)
    try bench.fail("\(line) --only lm_haed.weight", .usage, "did you mean 'lm_head.weight'?")
  }

  @Test(arguments: ["open-image.pt2", "open-image.onnx", "open-text.onnx"])
  func `open extents are those of the data`(file: String) throws {
    let bench = try Workbench()
    let name = "model." + (file.hasSuffix("pt2") ? "pt2" : "onnx")
    try bench.copyFixture(file, to: name)
    try bench.copyFixture("\(file.prefix { $0 != "." }).npz", to: "data.npz")
    #expect(try bench.succeed("inspect \(name)").output.contains("taken from the data, named with --data"))
    try bench.fail("import \(name)", .data, name, "has the open extent", "beside the samples", "--data")
    try bench.fail("evaluate \(name) --data absent.npz", .noInput, "absent.npz")
    let told = try bench.succeed("evaluate \(name) --data data.npz").output
    #expect(told.contains("cross-entropy 1.11"))
    try bench.succeed("render \(name) --data data.npz --x -1:1:3 --y -1:1:3 --width 300 -q")
    // The surface says what they were.
    try bench.succeed("render \(name) --width 200 -q")
    #expect(try bench.succeed("verify model.png").output.contains("agrees, byte for byte"))
  }

  @Test func `a tied table is counted once`() throws {
    let bench = try Workbench()
    try bench.copyFixture("nanogpt.pt2", to: "gpt.pt2")
    // By PyTorch, which counts it once as well: the sum over `parameters()`.
    #expect(try bench.succeed("inspect gpt.pt2").output.contains("numbers      7,072 in 16 tensors"))
  }

  @Test func `two files of one name have a surface each`() throws {
    let bench = try bench()
    try bench.copyFixture("resnet20-cifar.onnx", to: "model.onnx")
    for name in ["model.pt2", "model.onnx"] {
      #expect(try bench.succeed("probe \(name) --data data.npz --x -1:1:3").output == "\(name).surface\n")
    }
    try bench.succeed("line model.onnx --data data.npz --x -1:1:3 --width 300 -q")
    #expect(bench.has("model.onnx.line") && bench.has("model.onnx.surface") && !bench.has("model.surface"))
  }

  /// The images of the data are of 32×32 pixels, the published ones of 224×224.
  @Test func `weights of a known family need no graph, and take samples as the data have them`() throws {
    let bench = try Workbench()
    try bench.copyFixture("resnet18-small.pth", to: "weights.pth")
    try bench.copyFixture("resnet18-small.pt2", to: "model.pt2")
    try bench.copyFixture("resnet18-small.npz", to: "data.npz")
    let found = try bench.succeed("evaluate weights.pth --data data.npz").output
    #expect(found == (try bench.succeed("evaluate weights.pth --graph model.pt2 --data data.npz").output))
    let line = "render weights.pth --data data.npz --width 300"
    try bench.succeed("\(line) --x -1:1:3 --y -1:1:3")
    // The surface that is there belongs to the network, although only the data say how large samples are.
    try bench.succeed("render weights.pth --width 300 -o again.png")
    #expect(try bench.succeed("verify again.png").output.contains("agrees"))
    let text = try bench.succeed("inspect weights.pth").output
    #expect(text.contains("family       torchvision ResNet-18\n"))
    #expect(text.contains("assumed      input 3×224×224\n"))
    let json = try bench.succeed("inspect weights.pth --json").output
    #expect(json.contains(#""family" : "torchvision ResNet-18""#))
    #expect(try bench.succeed("import weights.pth").errors.contains("assumed: input 3×224×224"))
    // The model file keeps what is assumed, as any model does.
    #expect(try bench.succeed("inspect weights.ckpt").output.contains("torchvision ResNet-18"))
    try bench.fail("evaluate weights.ckpt --data data.npz", .data, "224")
  }

  @Test func `inspect says why weights are not of the family that they are named like`() throws {
    let bench = try Workbench()
    try bench.copyFixture("llama.pth", to: "llama.pth")
    #expect(try bench.succeed("inspect llama.pth").output.contains("put its config.json beside the file"))
  }
}
