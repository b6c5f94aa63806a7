import Glibc
import Plates
import Testing

struct RoughnessTests {
  /// `exp` of a function on a grid of `count × count` points from −1 to 1.
  private func surface(_ count: Int, _ logarithm: (Double, Double) -> Double) -> [Double] {
    let axis = (0..<count).map { 2 * Double($0) / Double(count - 1) - 1 }
    return axis.flatMap { y in axis.map { x in exp(logarithm(x, y)) } }
  }

  @Test func `a single valley is not rough, wherever its bottom is`() {
    let bowl = Roughness(of: surface(11) { 3 * $0 * $0 + ($1 - 0.4) * ($1 - 0.4) }, columns: 11)
    #expect(bowl.lines == 22)
    #expect(bowl.rough == 0)
    #expect(Roughness(of: surface(5) { $0 + $1 }, columns: 5).rough == 0)
    #expect(Roughness(of: surface(5) { _, _ in 0 }, columns: 5).rough == 0)
  }

  @Test func `two valleys along every row make half of the lines rough`() {
    // Along a row the logarithm goes 1, 0, 1, 0, 1; along a column it is constant.
    let loss = surface(5) { x, _ in (x * 2).rounded().magnitude == 1 ? 0 : 1 }
    #expect(Roughness(of: loss, columns: 5).share == 0.5)
    // Valleys at both ends count, a flat bottom counts once.
    #expect(Roughness(of: [0, 1, 0], columns: 3).rough == 1)
    #expect(Roughness(of: [2, 0, 0, 3], columns: 4).rough == 0)
  }

  @Test func `roughness does not change with the loss's unit or power`() {
    let bumps = { (x: Double, y: Double) in x * x + y * y + 0.3 * sin(9 * x) * cos(7 * y) }
    let one = Roughness(of: surface(21, bumps), columns: 21)
    #expect(one.rough > 5)
    #expect(one == Roughness(of: surface(21) { 4 + 2 * bumps($0, $1) }, columns: 21))
  }

  @Test func `a place that diverged is a hill`() {
    #expect(Roughness(of: [1, .infinity, .infinity, 2], columns: 4).rough == 1)
    #expect(Roughness(of: [.infinity, 1, 2, .infinity], columns: 4).rough == 0)
  }
}
