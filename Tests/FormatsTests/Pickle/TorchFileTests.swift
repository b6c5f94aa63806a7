import Formats
import Testing

/// Files of `torch.save`, against what PyTorch reads in them.
struct TorchFileTests {
  private func expect(_ weights: TorchFile.Weights, _ expected: [NumberedTensor]) {
    #expect(weights.map(\.name) == expected.map(\.name))
    for (found, tensor) in zip(weights, expected) {
      #expect(found.tensor.element == tensor.element, "\(tensor.name)")
      #expect(found.tensor.extents == tensor.extents, "\(tensor.name)")
      #expect(found.tensor.strides == tensor.strides, "\(tensor.name)")
      #expect(found.tensor.doubles() == tensor.numbers, "\(tensor.name)")
    }
  }

  @Test(arguments: [
    "state.pt", "state-1.pt", "state-4.pt", "state-5.pt", "state-sequence.pt", "state-deflated.pt",
    "state-unchecked.pt", "counted.pt", "mixed.pt",
    "parallel.pt",
    "lightning.ckpt", "namespace.pt", "malicious.pt", "module.pt", "module-sequence.pt", "script.pt",
    "views.pt",
    "views-sequence.pt", "views-deflated.pt", "types.pt", "special.pt", "old.pt",
  ])
  func `weights have the names and numbers that PyTorch reads`(name: String) throws {
    let expected = try #require(PickleNumbers.weights[name])
    #expect(!expected.isEmpty)
    expect(try PickleFixtures.file(name).weights(), expected)
  }

  @Test func `the key says which weights`() throws {
    let file = try PickleFixtures.file("ambiguous.pt")
    expect(try file.weights(key: "ema"), try #require(PickleNumbers.weights["ambiguous.pt"]))
    #expect(try file.weights(key: "model").count == 2)
    #expect(try PickleFixtures.file("parallel.pt").weights(key: "model.state_dict").count == 7)
    #expect(try PickleFixtures.file("unusual.pt").weights(key: "generator").count == 2)
    expect(
      try PickleFixtures.file("unreadable.pt").weights(key: "plain"),
      try #require(PickleNumbers.weights["unreadable.pt"]))
  }

  @Test(arguments: ["views.pt", "views-sequence.pt", "views-deflated.pt"])
  func `tied tensors are the same view, equal ones are not`(name: String) throws {
    let weights = Dictionary(
      uniqueKeysWithValues: try PickleFixtures.file(name).weights().map { ($0.name, $0.tensor) })
    let table = try #require(weights["embedding.weight"])
    #expect(try table.isSame(as: #require(weights["head.weight"])))
    #expect(try !table.isSame(as: #require(weights["copy"])))
    #expect(try table.floats() == #require(weights["copy"]).floats())
    let (rows, transposed) = (try #require(weights["rows"]), try #require(weights["transposed"]))
    #expect(rows.storage === transposed.storage)
  }

  @Test func `a module with two names is tied, and buffers that are not kept are left out`() throws {
    let weights = try PickleFixtures.file("module.pt").weights()
    #expect(!weights.contains { $0.name.hasSuffix("scratch") })
    let second = try #require(weights.first { $0.name == "0.second.weight" })
    let again = try #require(weights.first { $0.name == "0.again.weight" })
    #expect(second.tensor.isSame(as: again.tensor))
  }

  @Test func `what kind of file it is is told`() throws {
    #expect(try PickleFixtures.file("state.pt").container == .zip)
    #expect(try PickleFixtures.file("state-sequence.pt").container == .sequence)
    #expect(try PickleFixtures.file("script.pt").isScript)
    #expect(try !PickleFixtures.file("state.pt").isScript)
    #expect(try PickleFixtures.file("lightning.ckpt").isLightning)
    #expect(try !PickleFixtures.file("parallel.pt").isLightning)
  }

  @Test func `a prefix that all names have can be taken off`() throws {
    let weights = try PickleFixtures.file("lightning.ckpt").weights()
    let stripped = try #require(TorchFile.strippingCommonPrefix(weights))
    #expect(stripped.prefix == "model.")
    expect(stripped.weights, try #require(PickleNumbers.weights["state.pt"]))
    // The number of a layer is no prefix, and one name without it keeps it.
    #expect(TorchFile.strippingCommonPrefix(Array(stripped.weights.prefix(2))) == nil)
    #expect(TorchFile.strippingCommonPrefix(weights + [("loss", weights[0].tensor)]) == nil)
    #expect(TorchFile.strippingCommonPrefix([]) == nil)
  }

  @Test func `classes and functions are listed and told apart`() throws {
    let globals = try PickleFixtures.file("malicious.pt").globals
    #expect(globals.filter { !$0.isKnown }.map(\.path) == ["posix.system"])
    #expect(globals.filter(\.isKnown).map(\.path).contains("torch._utils._rebuild_tensor_v2"))
    for name in [
      "state.pt", "types.pt", "lightning.ckpt", "parallel.pt", "namespace.pt", "script.pt", "old.pt",
    ] {
      #expect(try PickleFixtures.file(name).globals.filter { !$0.isKnown } == [], "\(name)")
    }
    #expect(
      try PickleFixtures.file("module.pt").globals.filter { !$0.isKnown }.map(\.path) == ["__main__.Block"])
  }

  @Test func `the outermost keys are described`() throws {
    let rows = try PickleFixtures.file("namespace.pt").summary
    #expect(
      rows.map { "\($0.key): \($0.kind)" } == [
        "args: argparse.Namespace", "accuracy: numpy._core.multiarray.scalar", "best: 0.75",
        "note: 'first?[31m'",
        "history: list of 3", "done: True", "size: size of 2", "mean: tensor of float32, 2 × 3",
        "net: 2 tensors",
      ])
    #expect(try PickleFixtures.file("state.pt").summary.map(\.kind) == ["7 tensors"])
    #expect(
      try PickleFixtures.file("module-sequence.pt").summary.map(\.kind)
        == ["torch.nn.modules.container.Sequential"])
    let parallel = try PickleFixtures.file("parallel.pt").summary
    #expect(
      parallel.map { "\($0.key): \($0.kind)" } == ["epoch: 12", "model: dict of 1", "optimizer: dict of 2"])
  }
}
