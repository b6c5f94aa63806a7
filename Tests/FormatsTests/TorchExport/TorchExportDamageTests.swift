import Formats
import Testing

@Suite struct TorchExportDamageTests {
  private typealias Files = [String: [UInt8]]
  private static let graph = "models/model.json"
  private static let weights = "data/weights/model_weights_config.json"

  private func error(_ storage: ByteStorage) -> FormatError? {
    do throws(FormatError) {
      _ = try TorchExportFile(storage, path: "changed.pt2")
      return nil
    } catch { return error }
  }

  private func isUnsupported(_ storage: ByteStorage, mentioning words: String...) -> Bool {
    guard case .unsupported("changed.pt2", let reason)? = error(storage) else { return false }
    return words.allSatisfy { reason.contains($0) }
  }

  private func isCorrupt(_ storage: ByteStorage, mentioning words: String...) -> Bool {
    guard case .corrupt("changed.pt2", let reason)? = error(storage) else { return false }
    return words.allSatisfy { reason.contains($0) }
  }

  @Test func `what is not altered is read`() throws {
    #expect(error(try ExportFixture("tied").changed { _ in }) == nil)
  }

  // MARK: Sound files of other kinds

  @Test func `another schema is refused, whatever its graph looks like`() throws {
    let fixture = ExportFixture("plain")
    let version = #""major": 8"#
    #expect(isUnsupported(try fixture.replacing(version, by: #""major": 9"#), mentioning: "schema version 9"))
    let other = try fixture.changed {
      $0[Self.graph] = Array(#"{"graph_module": [], "schema_version": {"major": 12}}"#.utf8)
    }
    #expect(isUnsupported(other, mentioning: "12", "2.13"))
  }

  @Test func `pickles are refused`() throws {
    let pickled = try ExportFixture("plain").replacing(
      #""use_pickle": false"#, by: #""use_pickle": true"#, in: Self.weights)
    #expect(isUnsupported(pickled, mentioning: "pickle", "plain tensor"))
    let legacy = try ExportFixture("plain").changed { $0["data/weights/model.pt"] = [] }
    #expect(isUnsupported(legacy, mentioning: "pickled", "2.10"))
  }

  @Test func `compiled code is refused`() throws {
    let compiled = try ExportFixture("plain").changed { $0["data/aotinductor/model/a.so"] = [1] }
    #expect(isUnsupported(compiled, mentioning: "AOTInductor", "torch.export.save"))
  }

  @Test func `other byte orders and versions are refused`() throws {
    let big = try ExportFixture("plain").changed { $0["byteorder"] = Array("big".utf8) }
    #expect(isUnsupported(big, mentioning: "little-endian"))
    let newer = try ExportFixture("plain").changed { $0["archive_version"] = Array("1".utf8) }
    #expect(isUnsupported(newer, mentioning: "archive version"))
  }

  @Test func `other archives of PyTorch are refused by name`() throws {
    var old = ZipWriter()
    old.add("version", [0x33])
    old.add("serialized_exported_program.json", Array("{}".utf8))
    #expect(isUnsupported(ByteStorage(old.archive()), mentioning: "2.7", "2.10"))
    #expect(isUnsupported(ExportFixture.archive(["constants.pkl": []]), mentioning: "TorchScript"))
    #expect(isUnsupported(ExportFixture.archive(["data.pkl": []]), mentioning: "torch.save"))
    #expect(isUnsupported(ExportFixture.archive(["a": []]), mentioning: "not an archive of torch.export"))
    #expect(isUnsupported(ByteStorage(ZipWriter().archive()), mentioning: "not an archive of torch.export"))
    let empty = try ExportFixture("plain").changed { $0[Self.graph] = nil }
    #expect(isUnsupported(empty, mentioning: "no exported network"))
    let several = try ExportFixture("plain").changed {
      $0[Self.graph] = nil
      $0["models/a.json"] = []
      $0["models/b.json"] = []
    }
    #expect(isUnsupported(several, mentioning: "2 networks", "model"))
  }

  @Test func `objects, complex and sparse tensors are refused`() throws {
    let object = try ExportFixture("wrapped").replacing(
      #"{"as_tensor": {"name": "cos"}}, "kind""#,
      by: #"{"as_custom_obj": {"name": "cos", "class_fqn": "A"}}, "kind""#)
    #expect(isUnsupported(object, mentioning: "class of its own"))
    let complex = try ExportFixture("plain").replacing(#""dtype": 7"#, by: #""dtype": 10"#, in: Self.weights)
    #expect(isUnsupported(complex, mentioning: "complex64", "float32"))
    let sparse = try ExportFixture("plain").replacing(#""layout": 7"#, by: #""layout": 1"#, in: Self.weights)
    #expect(isUnsupported(sparse, mentioning: "sparse"))
  }

  @Test func `weights without numbers are refused`() throws {
    let empty = try ExportFixture("plain").changed { $0["data/weights/weight_0"] = [] }
    #expect(isUnsupported(empty, mentioning: "features.0.weight", "meta"))
  }

  // MARK: Damage

  @Test func `a missing file is named`() throws {
    let weight = try ExportFixture("plain").changed { $0["data/weights/weight_1"] = nil }
    #expect(isCorrupt(weight, mentioning: "weight_1"))
    let list = try ExportFixture("plain").changed { $0[Self.weights] = nil }
    #expect(isCorrupt(list, mentioning: "model_weights_config.json"))
  }

  @Test func `a parameter that is not in the archive is named`() throws {
    let renamed = try ExportFixture("plain").replacing(#""head.bias""#, by: #""tail.bias""#, in: Self.weights)
    #expect(isCorrupt(renamed, mentioning: "head.bias"))
  }

  @Test(arguments: [
    (#""sizes": [{"as_int": 3}, {"as_int": 8}]"#, #""sizes": [{"as_int": 4}, {"as_int": 8}]"#),
    (#""sizes": [{"as_int": 3}, {"as_int": 8}]"#, #""sizes": [{"as_int": -3}, {"as_int": 8}]"#),
    (
      #""sizes": [{"as_int": 3}, {"as_int": 8}]"#,
      #""sizes": [{"as_int": 4611686018427387904}, {"as_int": 8}]"#
    ),
    (#""strides": [{"as_int": 8}, {"as_int": 1}]"#, #""strides": [{"as_int": 9}, {"as_int": 1}]"#),
    (#""strides": [{"as_int": 8}, {"as_int": 1}]"#, #""strides": [{"as_int": 8}]"#),
    (
      #""strides": [{"as_int": 8}, {"as_int": 1}]"#,
      #""strides": [{"as_int": 9223372036854775807}, {"as_int": 1}]"#
    ),
    (#""storage_offset": {"as_int": 0}"#, #""storage_offset": {"as_int": 9223372036854775807}"#),
    (#""storage_offset": {"as_int": 0}"#, #""storage_offset": {"as_int": 1}"#),
    (#""storage_offset": {"as_int": 0}"#, #""storage_offset": {"as_int": -1}"#),
  ])
  func `a view beyond its file's bytes is refused`(_ old: String, _ new: String) throws {
    #expect(
      isCorrupt(try ExportFixture("plain").replacing(old, by: new, in: Self.weights), mentioning: "bytes"))
  }

  @Test func `a tensor of one number does not stand for millions of millions`() throws {
    let config = #"""
      {"config": {"a": {"path_name": "weight_0", "is_param": true, "use_pickle": false, "tensor_meta": {"dtype": 7,
      "sizes": [{"as_int": 1000000000}], "strides": [{"as_int": 0}], "storage_offset": {"as_int": 0}, "layout": 7}}}}
      """#
    let repeated = try ExportFixture("plain").changed { $0[Self.weights] = Array(config.utf8) }
    #expect(isCorrupt(repeated, mentioning: "repeat"))
  }

  @Test func `shapes of graph and archive have to agree`() throws {
    let other = try ExportFixture("plain").replacing(
      #""sizes": [{"as_int": 3}, {"as_int": 8}]"#, by: #""sizes": [{"as_int": 3}, {"as_int": 7}]"#,
      in: Self.weights)
    #expect(isCorrupt(other, mentioning: "head.weight", "another shape"))
  }

  @Test func `values have to be made once, before they are used`() throws {
    let unknown = try ExportFixture("plain").replacing(
      #""arg": {"as_tensor": {"name": "conv2d"}}"#, by: #""arg": {"as_tensor": {"name": "relu"}}"#)
    #expect(isCorrupt(unknown, mentioning: "batch_norm", "uses"))
    let twice = try ExportFixture("plain").replacing(
      #""outputs": [{"as_tensor": {"name": "relu"}}]"#, by: #""outputs": [{"as_tensor": {"name": "conv2d"}}]"#
    )
    #expect(isCorrupt(twice, mentioning: "conv2d"))
    let result = try ExportFixture("plain").replacing(
      #"{"user_output": {"arg": {"as_tensor": {"name": "linear"}}}}"#,
      by: #"{"user_output": {"arg": {"as_tensor": {"name": "other"}}}}"#)
    #expect(isCorrupt(result, mentioning: "output"))
  }

  @Test func `a wrapper has to fit its graph`() throws {
    let operand = #", {"name": "", "arg": {"as_tensor": {"name": "p_a_bias"}}, "kind": 1}"#
    #expect(isCorrupt(try ExportFixture("wrapped").replacing(operand, by: ""), mentioning: "wrap_with"))
    // A list in place of a value could grow from wrapper to wrapper without end.
    let list = #", {"name": "", "arg": {"as_tensors": [{"name": "x"}, {"name": "x"}]}, "kind": 1}"#
    #expect(isCorrupt(try ExportFixture("wrapped").replacing(operand, by: list), mentioning: "list"))
  }

  @Test func `a text that is nested too deep is refused`() throws {
    for bracket in ["[", #"{"a":"#, #"{"graph_module":"#] {
      let deep = try ExportFixture("plain").changed {
        $0[Self.graph] = Array(String(repeating: bracket, count: 200_000).utf8)
      }
      #expect(isCorrupt(deep))
    }
    let argument = #"{"as_string_to_argument": {"a": "#
    let graph = try ExportFixture("plain").replacing(
      #"{"as_none": true}"#, by: String(repeating: argument, count: 1000) + #"{"as_none": true}"#)
    #expect(isCorrupt(graph, mentioning: "deep"))
  }

  @Test func `a text that is cut off is refused`() throws {
    let files = try ExportFixture("tied").entries()
    for name in [Self.graph, Self.weights] {
      let bytes = files[name] ?? []
      #expect(bytes.count > 1000)
      for count in stride(from: 0, to: bytes.count, by: 97) {
        var cut = files
        cut[name] = Array(bytes.prefix(count))
        #expect(isCorrupt(ExportFixture.archive(cut)))
      }
    }
  }

  @Test(arguments: [graph, weights])
  func `a damaged text is read or refused`(_ name: String) throws {
    let files = try ExportFixture("wrapped").entries()
    var refused = 0
    for bytes in Mutations(of: files[name] ?? [], count: 300) {
      var damaged = files
      damaged[name] = bytes
      if error(ExportFixture.archive(damaged)) != nil { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test func `a damaged archive is read or refused`() throws {
    let original = try ByteStorage(reading: ExportFixture("grown").path).bytes
    var refused = 0
    for bytes in Mutations(of: original, count: 500) where error(ByteStorage(bytes)) != nil { refused += 1 }
    #expect(refused > 0)
  }
}
