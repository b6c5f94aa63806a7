import Foundation
import Rendering
import TestSupport
import Testing

@Suite struct AnimationTests {
  private static func page() throws -> Page { try Page(width: 320, height: 240, dpi: 72) }

  /// A square that moves, rests, grows, and changes its colour.
  private static let figures = [
    SquareFigure(), SquareFigure(x: 13), SquareFigure(x: 13), SquareFigure(x: 13, y: 20, side: 100),
    SquareFigure(x: 13, y: 20, side: 100, colour: .black), SquareFigure(x: 312, y: 232),
  ]

  private static func animation(
    delay: Double = 0.04, lastDelay: Double? = nil, loops: Int = 0, notes: [PictureNote] = [],
    progress: ((Int) -> Bool)? = nil
  ) throws -> Animation {
    try Animation(
      frames: figures.count, on: page(), delay: delay, lastDelay: lastDelay, loops: loops, notes: notes,
      progress: progress
    ) { index in figures[index] }
  }

  @Test func `the chunks come in the order that the specification asks for`() throws {
    let animation = try #require(
      APNGFile(Self.animation(notes: [PictureNote("Software", "landscape")]).bytes))
    var order: [String] = []
    for type in animation.file.chunks.map(\.type) where type != order.last { order.append(type) }
    let head = ["IHDR", "sRGB", "pHYs", "iTXt", "acTL"]
    let later = Array(repeating: ["fcTL", "fdAT"], count: Self.figures.count - 1).flatMap(\.self)
    #expect(order == head + ["fcTL", "IDAT"] + later + ["IEND"])
    #expect(animation.file.chunks.allSatisfy { $0.isIntact })
    #expect(animation.frameCount == 6 && animation.frames.count == 6)
    #expect(animation.sequence == Array(0..<animation.sequence.count))
    #expect(animation.file.texts.map(\.keyword) == ["Title", "Description", "Software"])
    #expect(animation.file.texts[1].text == "A square at (10.0, 10.0).")
  }

  @Test func `every frame is shown as its picture is drawn`() throws {
    let shown = try #require(APNGFile(Self.animation().bytes)).shown()
    for (image, figure) in zip(shown, Self.figures) {
      let picture = try Picture(of: figure, on: Self.page(), as: .png)
      #expect(try PNGPicture(reading: picture.bytes).raster == image)
    }
  }

  @Test func `a later frame holds the smallest rectangle that changes`() throws {
    let frames = try #require(APNGFile(Self.animation().bytes)).frames
    let rectangles = frames.map { [$0.x, $0.y, $0.width, $0.height] }
    #expect(
      rectangles == [
        [0, 0, 320, 240], [10, 10, 11, 8], [0, 0, 1, 1], [13, 10, 100, 110], [13, 20, 100, 100],
        // The square is gone from the middle and there in the last corner.
        [13, 20, 307, 220],
      ])
    #expect(frames.allSatisfy { $0.operations == [0, 0] })
  }

  @Test func `programs that know no animation see the first frame`() throws {
    let picture = try PNGPicture(reading: Self.animation().bytes)
    let first = try Picture(of: Self.figures[0], on: Self.page(), as: .png)
    #expect(try picture.raster == PNGPicture(reading: first.bytes).raster)
    #expect(picture.frames == 6 && picture.isSRGB)
    // 72 dpi.
    #expect(picture.pixelsPerMetre == 2835)
  }

  @Test func `delays and loops are what was asked for`() throws {
    let slow = try #require(APNGFile(Self.animation(delay: 1.0 / 30, lastDelay: 2, loops: 3).bytes))
    #expect(slow.plays == 3)
    #expect(slow.frames.map(\.delay) == Array(repeating: [0, 1, 0, 30], count: 5) + [[0, 2, 0, 1]])
    #expect(try #require(APNGFile(Self.animation().bytes)).plays == 0)
  }

  @Test func `a shaded animation is shown as drawn, in several chunks a frame`() throws {
    let figures = (0..<3).map { NoiseFigure(seed: $0) }
    let page = try Page(width: 80, height: 60)
    let bytes = try Animation(frames: 3, on: page, delay: 0.1) { figures[$0] }.bytes
    let animation = try #require(APNGFile(bytes))
    #expect(animation.file.chunks.count { $0.type == "fdAT" } > 2)
    #expect(animation.sequence == Array(0..<animation.sequence.count))
    for (image, figure) in zip(try animation.shown(), figures) {
      let picture = try Picture(of: figure, on: page, as: .png)
      #expect(try PNGPicture(reading: picture.bytes).raster == image)
    }
  }

  @Test func `the same figures give the same bytes`() throws {
    #expect(try Self.animation().bytes == Self.animation().bytes)
  }

  @Test func `one frame is an animation as well`() throws {
    let bytes = try Animation(frames: 1, on: Self.page(), delay: 1) { _ in SquareFigure() }.bytes
    #expect(try PNGPicture(reading: bytes).frames == 1)
  }

  @Test func `figures are made one by one, and progress is told after each`() throws {
    var events: [String] = []
    _ = try Animation(
      frames: 3, on: Self.page(), delay: 1,
      progress: { finished in
        events.append("finished \(finished)")
        return true
      },
      figure: { index in
        events.append("figure \(index)")
        return SquareFigure(x: Double(index))
      })
    #expect(events == ["figure 0", "finished 1", "figure 1", "finished 2", "figure 2", "finished 3"])
  }

  @Test func `a stopped animation is no file`() throws {
    #expect(throws: RenderingError.stopped(frames: 2, of: 6)) {
      try Self.animation(progress: { $0 < 2 })
    }
    // Too late: the last frame is in.
    #expect(throws: Never.self) { try Self.animation(progress: { $0 < 6 }) }
  }

  @Test func `what a figure throws ends the animation`() throws {
    #expect(throws: RenderingError.notPNG) {
      try Animation(frames: 3, on: Self.page(), delay: 1) { index throws(RenderingError) in
        if index == 1 { throw .notPNG }
        return SquareFigure()
      }
    }
  }

  @Test(arguments: [0, -1, 10_001])
  func `impossible numbers of frames are refused`(count: Int) {
    #expect(throws: RenderingError.frameCount(count, limit: 10_000)) {
      try Animation(frames: count, on: Self.page(), delay: 1) { _ in SquareFigure() }
    }
  }

  @Test func `characters that no font has are reported from any frame`() throws {
    let missing = try Animation(frames: 2, on: Self.page(), delay: 1) { index in
      LabelFigure(text: index == 0 ? "loss" : "\u{F8FE}")
    }.missingCharacters
    #expect(missing == ["\u{F8FE}"])
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Self.checker)))
  func `pngcheck finds nothing wrong`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model.png")
    try Self.animation(notes: [PictureNote("Software", "landscape ‖w‖")]).write(to: path)
    let process = Process()
    process.executableURL = URL(filePath: Self.checker)
    process.arguments = ["-q", path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.isEmpty, "\(text)")
  }

  private static let checker = "/usr/bin/pngcheck"
}
