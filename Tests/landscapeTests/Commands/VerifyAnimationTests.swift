import TestSupport
import Testing

/// An animation agrees only if all of its frames do, and are played as they should be.
@Suite struct VerifyAnimationTests {
  private static let command = "animate m.surface --frames 3 --width 80 --straight -q"

  /// What a tampered animation is said to be, and how it is tampered with: its frames, another animation's, its head.
  private static let tampering:
    [(words: String, change: @Sendable (inout [Frame], [Frame], inout [UInt8]) -> Void)] = [
      ("3 frames, not 2 frames", { frames, _, _ in frames.remove(at: 1) }),
      ("3 frames, not 1 frame", { frames, _, _ in frames.removeLast(2) }),
      ("in frame 2 of 3", { frames, others, _ in frames[1] = others[1] }),
      ("in frame 3 of 3", { frames, others, _ in frames[2] = others[2] }),
      ("so do 1 more frame", { frames, _, _ in frames.swapAt(1, 2) }),
      ("frame 2 of 3 is shown for 0.0600 s, not 0.500 s", { frames, _, _ in frames[1].show(1, over: 2) }),
      ("frame 3 of 3 is shown for 0.0600 s, not 5.00 s", { frames, _, _ in frames[2].show(5, over: 1) }),
      ("frame 1 of 3 is shown for", { frames, _, _ in frames[0].show(200, over: 1) }),
      ("it is played for ever, this 7 times", { _, _, head in head[7] = 7 }),
    ]

  /// A frame's chunks, without their numbers in the sequence.
  struct Frame {
    var control: [UInt8]
    var rows: [UInt8]

    init(_ control: [UInt8], _ rows: [UInt8]) {
      self.control = control
      self.rows = rows
    }

    mutating func show(_ numerator: UInt8, over denominator: UInt8) {
      control.replaceSubrange(16..<20, with: [0, numerator, 0, denominator])
    }
  }

  private struct Parts {
    var head: [PNGFile.Chunk] = []
    var frames: [Frame] = []
    var tail: [PNGFile.Chunk] = []

    init(_ bytes: [UInt8]) {
      for chunk in PNGFile(bytes).chunks {
        switch chunk.type {
        case "fcTL": frames.append(Frame(Array(chunk.data.dropFirst(4)), []))
        case "IDAT": frames[frames.count - 1].rows += chunk.data
        case "fdAT": frames[frames.count - 1].rows += chunk.data.dropFirst(4)
        default: if frames.isEmpty { head.append(chunk) } else { tail.append(chunk) }
        }
      }
    }

    /// The file with a head of its own for the animation: number of frames, then of plays.
    func bytes(_ control: [UInt8]) -> [UInt8] {
      var chunks = head.map { $0.type == "acTL" ? PNGFile.Chunk("acTL", control) : $0 }
      var number = 0
      func next() -> [UInt8] {
        defer { number += 1 }
        return PNGFile.bytes(number)
      }
      for (index, frame) in frames.enumerated() {
        chunks.append(PNGFile.Chunk("fcTL", next() + frame.control))
        chunks.append(
          index == 0 ? PNGFile.Chunk("IDAT", frame.rows) : PNGFile.Chunk("fdAT", next() + frame.rows))
      }
      return PNGFile(chunks + tail).bytes
    }
  }

  /// The surface, an animation of it, and one in other colours.
  private static let files = Result<(surface: [UInt8], good: [UInt8], other: [UInt8]), any Error> {
    let bench = try Workbench.withSurface()
    try bench.succeed("\(command) -o good.png")
    try bench.succeed("\(command) --map magma -o other.png")
    return (try bench.bytes("m.surface"), try bench.bytes("good.png"), try bench.bytes("other.png"))
  }

  private static func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.write(files.get().surface, to: "m.surface")
    return bench
  }

  @Test(arguments: tampering.indices)
  func `a frame that was changed, taken away, moved or slowed down is named`(index: Int) throws {
    let source = try Self.files.get()
    let bench = try Self.bench()
    var parts = Parts(source.good)
    try #require(parts.frames.count == 3)
    var control = PNGFile.bytes(3) + PNGFile.bytes(0)
    let (words, change) = Self.tampering[index]
    change(&parts.frames, Parts(source.other).frames, &control)
    control.replaceSubrange(0..<4, with: PNGFile.bytes(parts.frames.count))
    try bench.write(parts.bytes(control), to: "bad.png")
    try bench.fail("verify bad.png", .differs, "bad.png", words)
  }

  @Test func `frames that are compressed in another way agree`() throws {
    let source = try Self.files.get()
    let bench = try Self.bench()
    let control = PNGFile.bytes(3) + PNGFile.bytes(0)
    var parts = Parts(source.good)
    #expect(parts.bytes(control) == source.good)
    // The same fraction in other numbers, and a text of one's own.
    parts.frames[1].control.replaceSubrange(16..<20, with: [0, 6, 0, 100])
    parts.tail.insert(PNGFile.Chunk("tEXt", Array("Comment\0mine".utf8)), at: 0)
    try bench.write(parts.bytes(control), to: "same.png")
    #expect(
      try bench.succeed("verify same.png").output.contains("agrees in every pixel of 3 frames with 1 input"))
  }

  @Test func `a still picture in the place of an animation differs, and frames that do not fit are damage`()
    throws
  {
    let source = try Self.files.get()
    let bench = try Self.bench()
    var parts = Parts(source.good)
    let control = PNGFile.bytes(3) + PNGFile.bytes(0)
    let still =
      parts.head.filter { $0.type != "acTL" } + [PNGFile.Chunk("IDAT", parts.frames[0].rows)] + parts.tail
    try bench.write(PNGFile(still).bytes, to: "still.png")
    try bench.fail("verify still.png", .differs, "still.png", "a still picture")
    try bench.write(parts.bytes(PNGFile.bytes(4) + PNGFile.bytes(0)), to: "short.png")
    try bench.fail("verify short.png", .data, "short.png", "announces 4 frames and holds 3")
    parts.frames[1].control.replaceSubrange(8..<12, with: [0, 0, 255, 255])
    try bench.write(parts.bytes(control), to: "outside.png")
    try bench.fail("verify outside.png", .data, "outside.png", "frame 2 does not fit")
  }
}
