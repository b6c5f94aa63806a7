import Glibc

/// A folder in CIFAR-10's binary format with random content: for speed, what the pixels show does not matter.
enum SyntheticCIFAR {
  /// Writes five training batches and a test batch of so many records each.
  static func write(to folder: String, trained: Int, tested: Int) {
    mkdir(folder, 0o755)
    var state: UInt64 = 1
    for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      let count = name == "test_batch.bin" ? tested : trained
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count * 3073)
      for record in 0..<count {
        bytes.append(UInt8(record % 10))
        for _ in 0..<384 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          withUnsafeBytes(of: state ^ state >> 29) { bytes.append(contentsOf: $0) }
        }
      }
      guard let file = fopen("\(folder)/\(name)", "w") else { Run.fail("cannot write to \(folder)") }
      fwrite(bytes, 1, bytes.count, file)
      fclose(file)
    }
  }
}
