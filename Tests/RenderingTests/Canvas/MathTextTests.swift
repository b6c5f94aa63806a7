import Rendering
import Testing

/// Mathematics between dollar signs, seen through what is measured and what a file says.
@Suite struct MathTextTests {
  private func width(_ string: String) -> Double {
    Typesetter().size(of: TextBlock(string, size: 10, colour: .black)).width
  }

  private func plain(_ title: String) -> String? {
    let chart = Chart(
      title: title, description: "", panels: [ImageGrid([.init(Raster(width: 1, height: 1))], columns: 1)])
    return chart.notes.first { $0.keyword == "Title" }?.text
  }

  @Test func `a file's texts have no markup`() {
    #expect(plain("Region $‖w‖_1 \\le t$") == "Region ‖w‖₁ ≤ t")
    #expect(plain("$\\alpha^{-2}$ and $w_{12}$") == "α⁻² and w₁₂")
    #expect(plain("$\\lambda_{max}$") == "λ_max")
    #expect(plain("$x_\\alpha$") == "x_α")
  }

  @Test func `without a pair of signs nothing is mathematics`() {
    #expect(plain("costs 5$") == "costs 5$")
    #expect(plain("a_1 ^ b") == "a_1 ^ b")
    #expect(plain("\\$5 and \\$6") == "$5 and $6")
  }

  @Test func `unknown commands and unclosed groups stand for themselves`() {
    #expect(plain("$\\nonsense x_{1$") == "\\nonsensex₁")
    #expect(plain("$x_$") == "x")
  }

  @Test func `scripts are smaller than what they belong to`() {
    #expect(width("$w_{11}$") < width("$w11$"))
    #expect(width("$w^{11}$") < width("$w11$"))
    #expect(width("$w_{11}$") > width("$w$"))
  }

  @Test func `markup of pango's own is text`() {
    #expect(plain("$<b>&$") == "<b>&")
    #expect(width("$<b>x</b>$") > width("$x$") * 3)
    #expect(width("$\u{1}x$") == width("$x$"))
  }

  @Test func `characters that no font has are named, in mathematics too`() {
    let typesetter = Typesetter()
    _ = typesetter.size(of: TextBlock("$x_\u{10FFFD}$", size: 10, colour: .black))
    #expect(typesetter.missingCharacters == ["\u{10FFFD}"])
  }
}
