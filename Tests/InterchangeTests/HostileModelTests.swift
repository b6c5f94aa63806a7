import Formats
import Foundation
import Interchange
import Models
import Numerics
import Storage
import TestSupport
import Testing

/// Files that somebody, or a bad disk, changed: an import ends with a network or an error, never with a trap.
@Suite struct HostileModelTests {
  /// Mutations of each file.
  private static let count =
    ProcessInfo.processInfo.environment["LANDSCAPE_MUTATIONS"].flatMap { Int($0) } ?? 250

  /// Integers that break carelessly written sums.
  private static let extremes: [[UInt8]] = [
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    [0x80, 0x80, 0x80, 0x80, 0x10], [0x00], [0x7f],
  ]

  private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    func position() -> Int { Int(generator.next() % UInt64(max(bytes.count, 1))) }
    for _ in 0...Int(generator.next() % 3) {
      guard !bytes.isEmpty else { break }
      let at = position()
      switch generator.next() % 5 {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: generator.next())
      case 1: bytes[at] ^= 1 << UInt8(generator.next() % 8)
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + Int(generator.next() % 8)))
      case 3: bytes.replaceSubrange(at..<at + 1, with: Self.extremes[Int(generator.next() % 5)])
      default:
        let other = position()
        bytes.insert(contentsOf: bytes[other..<min(bytes.count, other + Int(generator.next() % 32))], at: at)
      }
    }
    return bytes
  }

  private func importing(_ bytes: [UInt8], as name: String, in folder: TemporaryFolder) throws -> Bool {
    let path = "\(folder.path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do throws(InterchangeError) {
      _ = try ModelImport.model(path, program: "test")
      return true
    } catch { return false }
  }

  @Test(arguments: [
    "mlp.onnx", "lstm.onnx", "vit-small.onnx", "unet-bilinear.onnx", "squeezenet.onnx",
    "nanogpt.opset23.onnx",
  ])
  func `a changed ONNX file is a network or an error`(name: String) throws {
    let original = try FileBytes.read("\(Zoo.folder)/\(name)")
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 1, for: .exampleDraw(name.count))
    var accepted = 0
    for _ in 0..<Self.count {
      // The weights of a network are most of its bytes: the graph is what a reader can stumble over.
      var bytes = original
      let graph = min(bytes.count, 20_000)
      bytes.replaceSubrange(0..<graph, with: mutated(Array(bytes[..<graph]), &generator))
      if try importing(bytes, as: "model.onnx", in: folder) { accepted += 1 }
    }
    #expect(accepted < Self.count)
  }

  @Test(arguments: ["mlp.pt2", "lstm.pt2", "vit-small.pt2", "norms.pt2", "squeezenet.pt2", "t5.pt2"])
  func `a changed export of PyTorch is a network or an error`(name: String) throws {
    let archive = try ZipArchive(reading: "\(Zoo.folder)/\(name)")
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 2, for: .exampleDraw(name.count))
    var accepted = 0
    for _ in 0..<Self.count {
      var writer = ZipWriter()
      for entry in archive.entries {
        let content = try archive.content(of: entry)
        let bytes = Array(content.storage.bytes[content.range])
        // Checksums of the archive would hide the change: it is written anew around it.
        writer.add(entry.name, entry.name.hasSuffix("model.json") ? mutated(bytes, &generator) : bytes)
      }
      if try importing(writer.archive(), as: "model.pt2", in: folder) { accepted += 1 }
    }
    #expect(accepted < Self.count)
  }
}
