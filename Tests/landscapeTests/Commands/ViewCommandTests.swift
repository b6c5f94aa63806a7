import Surfaces
import TestSupport
import Testing

@Suite struct ViewCommandTests {
  private func text(_ bench: Workbench, _ name: String) throws -> String {
    String(decoding: try bench.bytes(name), as: UTF8.self)
  }

  @Test func `a page goes beside the surface, or where it is told`() throws {
    let bench = try Workbench.withSurface()
    #expect(try bench.succeed("view m.surface").output == "m.html\n")
    #expect(try bench.succeed("view m.ckpt -q -o map.HTM").output.isEmpty)
    #expect(try text(bench, "m.html").hasPrefix("<!DOCTYPE html>"))
    try bench.write(bench.bytes("m.surface"), to: "n.surface")
    #expect(try bench.succeed("view m.surface n.surface").output == "m-vs-n.html\n")
  }

  @Test func `a page loads nothing and says what may run in it`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("view m.surface")
    let page = try text(bench, "m.html")
    #expect(page.contains("default-src 'none'"))
    for word in ["http://", "https://", "fetch(", "import(", "@import", "XMLHttpRequest", "src=\"//"] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test func `options choose what is shown at first`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed(
      "view m.surface --language ko --theme dark --map magma --scale linear --levels 0.5,0.7 --straight")
    let page = try text(bench, "m.html")
    for words in [
      "<html lang=\"ko\" data-theme=\"dark\">", "\"map\":\"magma\"", "\"count\":0", "\"levels\":[0.5,0.7]",
      "\"smooth\":false", "\"logarithmic\":false", "학습된 점의 손실",
    ] { #expect(page.contains(words), "\(words)") }
    try bench.fail("view m.surface --uncertainty", .usage, "--uncertainty", "no errors")
    try bench.fail("view m.surface --clip=-5", .usage, "--clip", "below every loss")
  }

  @Test func `what cannot be a page is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("probe m.ckpt --x -1:1:5 -o l.surface --quiet")
    try bench.fail("view l.surface", .data, "l.surface", "a line, not a plane", "landscape line")
    try bench.fail("view m.surface -o map.png", .usage, "map.png", "ends in .html", "landscape render")
    try bench.fail("view none.surface", .noInput, "none.surface", "no such file")
    try bench.fail("view m.surface -o no/map.html", .cannotCreate, "no/map.html", "does not exist")
    try bench.write(bench.bytes("m.surface"), to: "m.html")
    try bench.fail("view m.html", .usage, "m.html", "would replace the input")
    let many = Array(repeating: "m.surface", count: 13).joined(separator: " ")
    try bench.fail("view \(many) -o many.html", .usage, "13 surfaces", "12 at most")
  }

  @Test func `a page is verified`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("view m.surface --map magma --title <b>")
    #expect(try bench.succeed("verify m.html").output == "m.html: agrees, byte for byte, with 1 input\n")
    try bench.fail("verify m.html --difference d.png", .usage, "--difference")

    let page = try text(bench, "m.html")
    try bench.write(Array(page.replacing("landscape 0.1.0", with: "landscape 0.0.9").utf8), to: "old.html")
    #expect(try bench.succeed("verify old.html").output.contains("agrees in every value with 1 input"))
    try bench.write(
      Array(page.replacing("\"logarithmic\":false", with: "\"logarithmic\":true").utf8), to: "b.html")
    try bench.fail("verify b.html", .differs, "names, scales or colours differ")

    var surface = try Surface.read(bench.folder.file("m.surface"))
    surface.loss[3] *= 2
    try surface.write(to: bench.folder.file("m.surface"))
    try bench.fail("verify m.html", .differs, "arrays of values differ", "changed since: m.surface")
    try bench.remove("m.surface")
    try bench.fail("verify m.html", .noInput, "m.surface", "is not there")
  }

  @Test func `only recipes of pages are followed, and nothing is written`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("view m.surface")
    let page = try text(bench, "m.html")
    let names = try bench.folder.names
    func rewritten(_ arguments: String) throws {
      try bench.write(
        Array(
          page.replacing("\"arguments\":[\"view\",\"m.surface\"]", with: "\"arguments\":[\(arguments)]").utf8),
        to: "m.html")
    }
    for arguments in ["\"render\",\"m.surface\"", "\"probe\",\"m.ckpt\"", "\"nonsense\"", "\"view\""] {
      try rewritten(arguments)
      let ending = try bench.run("verify m.html")
      #expect(ending.status == 65, "\(arguments): \(ending.errors)")
    }
    try rewritten("\"view\",\"m.surface\",\"-o\",\"other.html\"")
    #expect(try bench.succeed("verify m.html").output.contains("agrees"))
    try rewritten("\"view\",\"m.ckpt\"")
    try bench.fail("verify m.html", .data, "not among the inputs")
    #expect(try bench.folder.names == names)
    try bench.write(Array("<!DOCTYPE html><p>Hello</p>".utf8), to: "hello.html")
    try bench.fail("verify hello.html", .data, "hello.html", "does not say how it was made")
  }
}
