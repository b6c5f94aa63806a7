import Formats
import Testing

/// Files that are refused, with the reason and what to do.
struct TorchRefusalTests {
  @Test(arguments: [
    ("big-endian.pt", "not little-endian"), ("plain.pkl", "not one of torch.save"), ("tar.pt", "tar file"),
    ("export.pt2", "torch.export"), ("arrays.npz", "NumPy"), ("other.zip", "without the data.pkl"),
  ])
  func `a file of another kind is refused by its kind`(name: String, reason: String) {
    let refusal = PickleFixtures.refusal { _ = try PickleFixtures.file(name) }
    #expect(refusal?.hasPrefix("unsupported: ") == true)
    #expect(refusal?.contains(reason) == true, "\(refusal ?? "accepted")")
  }

  @Test(
    arguments: [
      (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "Git LFS"),
      ([4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0x56, 0x20, 0x31], "Lua"),
      (Array("<html>".utf8), "no file of torch.save"),
      ([], "empty"), ([0x80], "no file of torch.save"),
    ] as [([UInt8], String)])
  func `bytes of another kind are refused by their kind`(bytes: [UInt8], reason: String) {
    let refusal = PickleFixtures.refusal { _ = try TorchFile(ByteStorage(bytes), path: "x.pt") }
    #expect(refusal?.contains(reason) == true, "\(refusal ?? "accepted")")
  }

  @Test(
    arguments: [
      ("ambiguous.pt", nil, "may be under model or ema; choose with --key model"),
      ("unusual.pt", nil, "may be under generator or discriminator"),
      ("unusual.pt", "step", "step is 1, without tensors"), ("unusual.pt", "other", "it has no key other"),
      ("unreadable.pt", "complex", "weight is a tensor of complex64"),
      ("unreadable.pt", "sparse", "a sparse tensor"),
      ("unreadable.pt", "quantized", "a quantized tensor"), ("unreadable.pt", "small", "of float8_e4m3fn"),
      ("unreadable.pt", "meta", "without numbers"),
    ] as [(String, String?, String)])
  func `weights that cannot be given are refused by name`(name: String, key: String?, reason: String) throws {
    let file = try PickleFixtures.file(name)
    let refusal = PickleFixtures.refusal { _ = try file.weights(key: key) }
    #expect(refusal?.hasPrefix("unsupported: ") == true)
    #expect(refusal?.contains(reason) == true, "\(refusal ?? "accepted")")
  }

  /// A file in memory with one storage of six bytes, which is all ones.
  private func file(_ pickle: String) throws -> TorchFile {
    var archive = ZipWriter()
    archive.add("a/data.pkl", Array(pickle.utf8))
    archive.add("a/data/0", [UInt8](repeating: 1, count: 24))
    archive.add("a/other", [UInt8](repeating: 2, count: 1000))
    return try TorchFile(ByteStorage(archive.archive()), path: "x.pt")
  }

  /// A pickle of protocol 0 with one tensor, `w`.
  private func tensor(
    key: String = "0", count: String = "6", offset: String = "0", extents: String = "I2\nI3\n",
    strides: String = "I3\nI1\n"
  ) -> String {
    "(S'w'\nctorch._utils\n_rebuild_tensor\n((S'storage'\nctorch\nFloatStorage\nS'\(key)'\nS'cpu'\nI\(count)\ntQ"
      + "I\(offset)\n(\(extents)t(\(strides)ttRd."
  }

  @Test func `a tensor by hand is read`() throws {
    let weights = try file(tensor()).weights()
    #expect(weights.map(\.name) == ["w"])
    #expect(weights[0].tensor.extents == [2, 3])
    #expect(weights[0].tensor.floats() == Array(repeating: Float(bitPattern: 0x0101_0101), count: 6))
  }

  @Test func `a tensor that is not within its storage is refused`() throws {
    let (least, most) = ("I-9223372036854775808\n", "I9223372036854775807\n")
    let pickles = [
      tensor(key: "1"), tensor(key: "../other"), tensor(count: "7"), tensor(count: "-1"), tensor(offset: "1"),
      tensor(offset: "-1"), tensor(offset: "9223372036854775807"), tensor(extents: "I2\nI4\n"),
      tensor(extents: "I2\n"), tensor(extents: "I-2\nI-3\n"), tensor(extents: "\(least)I3\n"),
      tensor(extents: "\(most)\(most)"), tensor(strides: "\(most)\(most)"), tensor(strides: "I-1\nI1\n"),
      tensor(extents: "\(most)I1\n", strides: "I0\nI0\n"),
      // More numbers than any such file has.
      tensor(extents: "I100000\nI100000\n", strides: "I0\nI0\n"), tensor(extents: "N"),
    ]
    for pickle in pickles {
      let file = try file(pickle)
      let refusal = PickleFixtures.refusal { _ = try file.weights() }
      #expect(refusal?.hasPrefix("corrupt: ") == true, "\(refusal ?? "accepted"): \(pickle)")
    }
  }

  @Test func `modules in a circle come to an end`() throws {
    // An object whose only module is itself.
    let attributes = "(S'_parameters'\n(dS'_modules'\n(S'm'\ng0\ndd"
    let file = try file("(im\nC\np0\n\(attributes)b.")
    #expect(PickleFixtures.refusal { _ = try file.weights() }?.contains("too deeply") == true)
  }

  @Test func `modules that double at each level come to an end`() throws {
    var pickle = "(im\nC\np0\n0"
    for level in 1...60 {
      pickle +=
        "(im\nC\np\(level)\n(S'_parameters'\n(dS'_modules'\n(S'a'\ng\(level - 1)\nS'b'\ng\(level - 1)\nddb0"
    }
    // The innermost has to be a module as well.
    pickle += "g0\n(S'_parameters'\n(dS'_modules'\n(ddb0g60\n."
    let file = try file(pickle)
    let refusal = PickleFixtures.refusal { _ = try file.weights() }
    #expect(refusal?.hasPrefix("unsupported: the network's ") == true, "\(refusal ?? "accepted")")
  }

  @Test func `two tensors of one name are refused`() throws {
    let one = tensor().dropLast(2)
    let file = try file(one + one.dropFirst() + "d.")
    #expect(PickleFixtures.refusal { _ = try file.weights() }?.contains("two tensors are named w") == true)
  }

  @Test func `a file that is cut off anywhere is refused`() throws {
    for name in ["state.pt", "state-sequence.pt"] {
      let bytes = try PickleFixtures.bytes(name)
      for count in stride(from: 0, to: bytes.count, by: 7) {
        let storage = ByteStorage(Array(bytes.prefix(count)))
        let refusal = PickleFixtures.refusal { _ = try TorchFile(storage, path: name).weights() }
        #expect(refusal != nil, "\(count) bytes of \(name)")
      }
    }
  }
}
