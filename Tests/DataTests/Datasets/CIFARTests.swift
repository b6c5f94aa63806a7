import Data
import Networks
import TestSupport
import Testing

struct CIFARTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A record of constant channels: red `shade`, green `shade + 1`, blue `shade + 2`.
  private func record(_ labels: [UInt8], shade: UInt8) -> [UInt8] {
    labels + (0..<3).flatMap { [UInt8](repeating: shade + $0, count: 1024) }
  }

  private func writeTen() throws {
    for batch in UInt8(1)...5 {
      _ = try folder.file(
        "data_batch_\(batch).bin", record([batch], shade: 10 * batch) + record([0], shade: 1))
    }
    _ = try folder.file("test_batch.bin", record([9], shade: 200))
  }

  @Test func `the five batches follow one another, red plane first`() throws {
    try writeTen()
    let data = try DatasetDescription.resolve(name: "cifar10", folder: folder.path)
    let train = try data.load(.train)
    #expect(train.shape == SampleShape(channels: 3, height: 32, width: 32))
    #expect(train.labels == [1, 0, 2, 0, 3, 0, 4, 0, 5, 0])
    let pixels = try #require(train.pixels)
    #expect([0, 1023, 1024, 2048, 3072, 6144].map { pixels[$0] } == [10, 10, 11, 12, 1, 20])
    #expect(try data.load(.test).labels == [9])
    #expect(data.classNames[9] == "truck")
  }

  @Test func `fine and coarse labels are the second and the first byte`() throws {
    _ = try folder.file("train.bin", record([19, 99], shade: 1))
    _ = try folder.file("test.bin", record([0, 1], shade: 1))
    let fine = try DatasetDescription.resolve(name: "cifar100", folder: folder.path)
    let coarse = try DatasetDescription.resolve(name: "cifar100-coarse", folder: folder.path)
    #expect(try fine.load(.train).labels == [99])
    #expect(try coarse.load(.train).labels == [19])
    #expect(fine.classes == 100)
    #expect(coarse.classes == 20)
    #expect(fine.classNames[99] == "worm")
  }

  @Test func `a label beyond the classes is refused`() throws {
    try writeTen()
    let path = try folder.file("test_batch.bin", record([1], shade: 1) + record([10], shade: 1))
    let data = try DatasetDescription.resolve(name: "cifar10", folder: folder.path)
    #expect(throws: DatasetError.labelOutOfRange(path: path, sample: 1, label: 10, classes: 10)) {
      try data.load(.test)
    }
  }

  @Test func `a batch cut off is refused`() throws {
    try writeTen()
    let path = try folder.file("data_batch_3.bin", Array(record([1], shade: 1).dropLast()))
    let data = try DatasetDescription.resolve(name: "cifar10", folder: folder.path)
    #expect(throws: DatasetError.file(.truncated(path: path, expected: 3073, found: 3072))) {
      try data.load(.train)
    }
  }

  @Test func `an empty batch and a missing one are told apart`() throws {
    try writeTen()
    let empty = try folder.file("test_batch.bin", [])
    let data = try DatasetDescription.resolve(name: "cifar10", folder: folder.path)
    #expect(throws: DatasetError.empty(path: empty)) { try data.load(.test) }
    let other = try TemporaryFolder()
    _ = try other.file("data_batch_1.bin", record([1], shade: 1))
    let incomplete = try DatasetDescription.resolve(name: "cifar10", folder: other.path)
    #expect(throws: DatasetError.file(.missing(path: other.file("data_batch_2.bin")))) {
      try incomplete.load(.train)
    }
  }
}
