import Rendering
import TestSupport
import Testing

@Suite struct BaselineTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("kept")
    try folder.makeFolder("differences")
  }

  private func baseline(isRecording: Bool = false) -> Baseline {
    Baseline(folder: folder.file("kept"), differences: folder.file("differences"), isRecording: isRecording)
  }

  private func square(x: Double = 10, page: Page? = nil) throws -> [UInt8] {
    let page = try page ?? Page(width: 320, height: 240, dpi: 72)
    return try Picture(of: SquareFigure(x: x), on: page, as: .png).bytes
  }

  @Test func `a kept picture looks like itself`() throws {
    #expect(try baseline(isRecording: true).complaint(about: square(), name: "square") == nil)
    #expect(try content(folder.file("kept/square.png")) == square())
    #expect(try baseline().complaint(about: square(), name: "square") == nil)
    #expect(throws: (any Error).self) { try content(folder.file("differences/square.actual.png")) }
  }

  @Test func `another picture is named with its difference, and both are gone once it is right`() throws {
    _ = try baseline(isRecording: true).complaint(about: square(), name: "square")
    let complaint = try #require(try baseline().complaint(about: square(x: 11), name: "square"))
    let (actual, difference) = ("differences/square.actual.png", "differences/square.difference.png")
    #expect(complaint.contains(folder.file(actual)) && complaint.contains(folder.file(difference)))
    #expect(complaint.contains("16 pixels differ"))
    #expect(try content(folder.file(actual)) == square(x: 11))
    #expect(try PNGPicture(reading: content(folder.file(difference))).width == 320)
    #expect(try content(folder.file("kept/square.png")) == square())
    #expect(try baseline().complaint(about: square(), name: "square") == nil)
    #expect(throws: (any Error).self) { try content(folder.file(actual)) }
  }

  @Test func `thresholds are what is allowed`() throws {
    _ = try baseline(isRecording: true).complaint(about: square(), name: "square")
    // Two columns of eight pixels, each white on one side and 0x336699 on the other.
    let squares = Double(16 * (204 * 204 + 153 * 153 + 102 * 102))
    let expected = (squares / Double(3 * 320 * 240)).squareRoot()
    let compare = { (rootMeanSquare: Double, maximum: Int) in
      try baseline().complaint(
        about: square(x: 11), name: "square", rootMeanSquare: rootMeanSquare, maximum: maximum)
    }
    #expect(try compare(expected, 204) == nil)
    #expect(try compare(expected.nextDown, 204) != nil)
    #expect(try compare(expected, 203) != nil)
  }

  @Test func `a missing baseline and another size are said`() throws {
    let missing = try #require(try baseline().complaint(about: square(), name: "square"))
    #expect(missing.contains("there is no") && missing.contains("LANDSCAPE_RECORD_BASELINES=1"))
    _ = try baseline(isRecording: true).complaint(about: square(), name: "square")
    let large = try square(page: Page(width: 321, height: 240, dpi: 72))
    let size = try #require(try baseline().complaint(about: large, name: "square"))
    #expect(size.contains("another size"))
    #expect(try content(folder.file("differences/square.actual.png")) == large)
  }

  @Test func `the repository's own folders are used`() {
    #expect(Baseline.standard.folder.hasSuffix("/Tests/RenderingTests/Baselines"))
    #expect(Baseline.standard.differences.hasSuffix("/.build/picture-differences"))
  }
}
