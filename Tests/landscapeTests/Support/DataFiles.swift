import FoundationEssentials

extension Workbench {
  /// Writes four IDX files of 8×8 pixels, eight images to train on and four to test.
  ///
  /// - Returns: the options that name them.
  func writeIDXFiles() throws -> String {
    for (split, count) in [("train", 8), ("test", 4)] {
      try write(Self.idxImages(count), to: "\(split)-images")
      try write(Self.idxLabels((0..<count).map { UInt8($0 % 3) }), to: "\(split)-labels")
    }
    let names = ["train-images", "train-labels", "test-images", "test-labels"]
    return "--data idx " + names.map { "--\($0) \($0)" }.joined(separator: " ")
  }

  static func idxImages(_ count: Int) -> [UInt8] {
    let pixels = (0..<count * 64).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31) }
    return [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 8, 0, 0, 0, 8] + pixels
  }

  static func idxLabels(_ labels: [UInt8]) -> [UInt8] {
    [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels
  }

  /// Writes the six batches of CIFAR-10, two samples each.
  func writeCIFAR10(to name: String) throws {
    try folder.makeFolder(name)
    for batch in (1...5).map({ "data_batch_\($0)" }) + ["test_batch"] {
      let record = (0..<3072).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try write([1] + record + [9] + record.reversed(), to: "\(name)/\(batch).bin")
    }
  }

  func rename(_ name: String, to other: String) throws {
    try? remove(other)
    try FileManager.default.moveItem(atPath: folder.file(name), toPath: folder.file(other))
  }
}
