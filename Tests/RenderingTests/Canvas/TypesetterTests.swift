import Rendering
import Testing

@Suite struct TypesetterTests {
  private func block(_ string: String, _ wrapping: TextBlock.Wrapping? = nil) -> TextBlock {
    TextBlock(string, size: 10, colour: .black, wrapping: wrapping)
  }

  @Test func `size grows with the text and the font`() {
    let typesetter = Typesetter()
    let short = typesetter.size(of: block("loss"))
    #expect(typesetter.size(of: block("loss loss")).width > short.width)
    let large = typesetter.size(of: TextBlock("loss", size: 20, colour: .black))
    #expect(abs(large.width / short.width - 2) < 0.02)
  }

  @Test func `a wrapped text keeps to its width and number of lines`() {
    let typesetter = Typesetter()
    let line = typesetter.size(of: block("word")).height
    let text = String(repeating: "word ", count: 100)
    let size = typesetter.size(of: block(text, TextBlock.Wrapping(width: 120, lines: 3)))
    #expect(size.width <= 120.01)
    #expect(size.height < 3.5 * line)
  }

  @Test func `characters that no font has are reported once`() {
    let typesetter = Typesetter()
    // A code point of a private use area, and one that every font has.
    _ = typesetter.size(of: block("a\u{F8FE}b\u{F8FE}"))
    #expect(typesetter.missingCharacters == ["\u{F8FE}"])
  }
}
