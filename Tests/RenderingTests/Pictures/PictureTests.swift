import Foundation
import Rendering
import Storage
import TestSupport
import Testing

@Suite struct PictureTests {
  private func picture(_ format: Picture.Format, notes: [PictureNote] = []) throws -> Picture {
    let style = FigureStyle(title: "Loss <&> landscape")
    let figure = SurfaceChart.contours(of: [try SampleSurface.damaged()], style: style)
    return try Picture(of: figure, on: Page(width: 160, height: 120), as: format, notes: notes)
  }

  @Test func `a PNG says its size, colour space, resolution and texts, and no time`() throws {
    let notes = [PictureNote("Command", "landscape render ‖w‖"), PictureNote("Software", "landscape 0.1.0")]
    let png = PNGFile(try picture(.png, notes: notes).bytes)
    #expect(
      png.chunks.map(\.type).filter { $0 != "IDAT" && $0 != "iTXt" } == ["IHDR", "sRGB", "pHYs", "IEND"])
    // 160 × 120, 8 bits, RGB, not interlaced; 20 dpi are 787 pixels a metre.
    #expect(png.data("IHDR") == [0, 0, 0, 160, 0, 0, 0, 120, 8, 2, 0, 0, 0])
    #expect(png.data("pHYs").map { PNGFile.integer($0.prefix(4)) } == 787)
    let texts = png.texts
    #expect(
      texts.map(\.keyword) == [
        "Title", "Description", "Caption", "Seeds", "Digests", "Surface program", "Surface command",
        "Command",
        "Software",
      ])
    #expect(texts[0].text == "Loss <&> landscape")
    #expect(texts[3].text == "probe 1, samples 7, directions 11 12")
    #expect(texts[4].text == "checkpoint c0ffee, data da7a")
    #expect(texts[7].text == "landscape render ‖w‖")
  }

  @Test(arguments: Picture.Format.allCases)
  func `the same figure gives the same bytes`(format: Picture.Format) throws {
    #expect(try picture(format).bytes == picture(format).bytes)
  }

  @Test func `an SVG is XML with title and description`() throws {
    let text = String(decoding: try picture(.svg).bytes, as: UTF8.self)
    #expect(text.contains("<title>Loss &lt;&amp;&gt; landscape</title>"))
    #expect(text.contains("<desc>Contour map of the loss"))
    #expect(text.hasSuffix("</svg>\n"))
  }

  @Test func `titles in files have no markup`() throws {
    let figure = SurfaceChart.contours(
      of: [try SampleSurface.bowl()], style: FigureStyle(title: "$λ_1$ & more"))
    let page = try Page(width: 160, height: 120)
    let svg = String(decoding: try Picture(of: figure, on: page, as: .svg).bytes, as: UTF8.self)
    #expect(svg.contains("<title>λ₁ &amp; more</title>"))
    let pdf = try Picture(of: figure, on: page, as: .pdf).bytes
    // "λ₁ " in UTF-16, as PDF has it, and no dollar sign.
    #expect(String(decoding: pdf, as: UTF8.self).uppercased().contains("FEFF03BB20810020"))
  }

  @Test func `a PDF begins and ends as one and carries no current date`() throws {
    let text = String(decoding: try picture(.pdf).bytes, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-"))
    #expect(text.hasSuffix("%%EOF\n"))
    #expect(text.contains("/CreationDate (20000101000000"))
  }

  @Test func `the format follows from the path`() {
    #expect(Picture.Format(path: "out/model.PNG") == .png)
    #expect(Picture.Format(path: "a.b/model.svg") == .svg)
    #expect(Picture.Format(path: "a.svg/model") == nil)
    #expect(Picture.Format(path: "model.jpeg") == nil)
  }

  @Test func `a picture is written whole, and an unwritable target is an error`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rendering-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let picture = try picture(.png)
    let path = folder.appending(path: "model.png").path
    try picture.write(to: path)
    #expect(try Array(Data(contentsOf: URL(filePath: path))) == picture.bytes)
    #expect(throws: StorageError.self) { try picture.write(to: folder.appending(path: "no/model.png").path) }
  }
}
