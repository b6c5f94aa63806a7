import FoundationEssentials
import TestSupport
import Testing

/// What goes with a picture: its numbers, its dark twin, and the text that embeds it.
@Suite struct PictureOutputTests {
  @Test func `the numbers beside a picture are its axes, levels and curves`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface --levels 0.6,0.7 --data m.json")
    let text = String(decoding: try bench.bytes("m.json"), as: UTF8.self)
    for wanted in ["\"levels\" : [", "\"level\" : 0.6", "\"curves\"", "\"description\"", "\"lower\" : -1"] {
      #expect(text.contains(wanted), "\(wanted)")
    }
  }

  @Test func `they hold the losses too, and null for a loss that is not a number`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("probe m.ckpt --x -1:1:3 -o m.line -q")
    for line in ["render m.surface", "render m.surface --as surface --width 100", "line m.line"] {
      try bench.succeed("\(line) --data m.json -q")
      let file = try JSONDecoder().decode(NumbersFile.self, from: Data(bench.bytes("m.json")))
      #expect(file.version == 2 && file.surfaces[0].x.count == (line.hasPrefix("line") ? 3 : 5))
    }
    // Of these losses the share is not known in closed form.
    try bench.succeed("geometry corners --draws 20 --width 100 --data c.json -q")
    let text = String(decoding: try bench.bytes("c.json"), as: UTF8.self)
    #expect(text.contains("\"exactShare\" : null") && !text.contains("\"nan\""))
  }

  private struct NumbersFile: Decodable {
    struct Values: Decodable {
      let x: [Double]
    }

    let version: Int
    let surfaces: [Values]
  }

  @Test func `a picture for a column has its width, and the caption beside it`() throws {
    let bench = try Workbench.withSurface()
    let output = try bench.succeed("render m.surface --for column").output
    #expect(output == "m.caption.txt\nm.png\n")
    // 3.5 × 2.75 inches at 300 pixels an inch.
    #expect(try bench.bytes("m.png")[16..<24].elementsEqual([0, 0, 4, 26, 0, 0, 3, 57]))
    let caption = String(decoding: try bench.bytes("m.caption.txt"), as: UTF8.self)
    #expect(caption.hasPrefix("Loss around mlp") && caption.contains("filter-normalized directions"))
    try bench.succeed("verify m.png -q")
    try bench.remove("m.caption.txt")
    try bench.succeed("render m.surface --for column --no-caption -q")
    #expect(!bench.has("m.caption.txt"))
    try bench.succeed("render m.surface --for slide --theme both")
    #expect(try bench.bytes("m-dark.png")[16..<24].elementsEqual([0, 0, 7, 128, 0, 0, 4, 56]))
  }

  @Test func `lengths on paper, and letters of another family`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface --width 89mm --height 2in -q")
    #expect(try bench.bytes("m.png")[16..<24].elementsEqual([0, 0, 4, 27, 0, 0, 2, 88]))
    try bench.succeed("render m.surface -q -o usual.png")
    try bench.succeed("render m.surface -q --no-caption -o bare.png")
    #expect(try bench.bytes("usual.png") != bench.bytes("bare.png"))
    try bench.fail("render m.surface --font 'No Such Letters'", .usage, "--font", "fc-list")
    try bench.fail("render m.surface --width 3feet", .usage, "3feet")
    try bench.fail("render m.surface --width 0mm", .usage, "0mm")
    try bench.fail("render m.surface --width 9000in", .usage, "20,000")
  }

  @Test func `both themes make two pictures`() throws {
    let bench = try Workbench.withSurface()
    #expect(try bench.succeed("render m.surface --theme both").output == "m.png\nm-dark.png\n")
    #expect(try bench.bytes("m.png") != bench.bytes("m-dark.png"))
    try bench.succeed("render m.surface --theme dark -o other.png")
    #expect(bench.has("other.png") && !bench.has("other-dark.png"))
  }

  @Test func `a snippet has the alt text, and the dark variant where there is one`() throws {
    let bench = try Workbench.withSurface()
    let markdown = try bench.succeed("render m.surface --snippet markdown").output
    #expect(markdown.hasPrefix("![Contour map of the loss of mlp") && markdown.hasSuffix("](m.png)\n"))
    let html = try bench.succeed("render m.surface --snippet html").output
    #expect(html.hasPrefix("<img alt=\"Contour map") && html.contains("src=\"m.png\""))
    let both = try bench.succeed("render m.surface --snippet markdown --theme both").output
    #expect(
      both.hasPrefix("<picture>") && both.contains("srcset=\"m-dark.png\"") && both.contains("src=\"m.png\""))
  }

  @Test func `a way is drawn on a surface, and one that is none is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.write(Array("alpha,beta\n-0.5,-0.5\n0,0\n0.5,0.2\n".utf8), to: "way.csv")
    try bench.succeed("render m.surface --as surface --width 200 -o plain.png")
    try bench.succeed("render m.surface --as surface --width 200 --path way.csv -o way.png")
    #expect(try bench.bytes("plain.png") != bench.bytes("way.png"))
    try bench.write(Array("alpha,beta\r\n-0.5,-0.5\r\n0,0\r\n0.5,0.2\r\n".utf8), to: "way.csv")
    try bench.succeed("render m.surface --as surface --width 200 --path way.csv -o crlf.png")
    #expect(try PNGFile(bench.bytes("crlf.png")).data("IDAT") == PNGFile(bench.bytes("way.png")).data("IDAT"))
    try bench.write(Array("0,0\n1,x\n".utf8), to: "way.csv")
    try bench.fail("render m.surface --as surface --path way.csv", .data, "way.csv", "line 2")
    try bench.fail("render m.surface --as surface --path none.csv", .noInput, "none.csv")
  }

  @Test func `files that cannot be written stop the command before anything is drawn`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("render m.ckpt --data nowhere/m.json", .cannotCreate, "nowhere/m.json")
    try bench.fail("render m.ckpt m.ckpt --data m.json", .usage, "--data")
    #expect(try bench.folder.names == ["m.ckpt"])
  }

  @Test(arguments: [
    ("--elevation 91", "--elevation 91"), ("--elevation -1", "--elevation"), ("--azimuth nan", "--azimuth"),
  ])
  func `a camera that cannot be is refused`(option: String, text: String) throws {
    let bench = try Workbench.withSurface()
    try bench.fail("render m.surface --as surface \(option)", .usage, text)
  }
}
