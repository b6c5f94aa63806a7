import Rendering
import Testing

@Suite struct ScaleTests {
  @Test func `the scale is logarithmic by itself when positive values span a decade`() {
    #expect(Scale(covering: [0.1, 1]).isLogarithmic)
    #expect(!Scale(covering: [0.2, 1]).isLogarithmic)
    #expect(!Scale(covering: [0, 1]).isLogarithmic)
    #expect(!Scale(covering: [0.1, 1], kind: .linear).isLogarithmic)
    #expect(Scale(covering: [0.2, 1], kind: .logarithmic).isLogarithmic)
  }

  @Test func `a log scale that was asked for ignores values that are not positive`() {
    let scale = Scale(covering: [-1, 0, 0.5, 20], kind: .logarithmic)
    #expect(scale.isLogarithmic && scale.lower == 0.5 && scale.upper == 20)
    #expect(!Scale(covering: [-1, 0], kind: .logarithmic).isLogarithmic)
  }

  @Test func `one scale covers several surfaces, without their missing and diverged points`() {
    let scale = Scale(covering: [1, .nan, 3] + [0.5, .infinity, 2])
    #expect(scale.lower == 0.5 && scale.upper == 3)
  }

  @Test func `given levels are sorted and kept as they are`() {
    let scale = Scale(covering: [0, 10], levels: [5, 0.1, 5, .nan, 99])
    #expect(scale.levels == [0.1, 5, 99])
    #expect(scale.labels == ["0.1", "5.0", "99.0"])
    #expect(scale.bandCount == 4)
  }

  @Test func `constant values and no values have no levels`() {
    #expect(Scale(covering: [2, 2, 2]).levels.isEmpty)
    #expect(Scale(covering: [.nan, .infinity]).lower.isNaN)
  }
}
