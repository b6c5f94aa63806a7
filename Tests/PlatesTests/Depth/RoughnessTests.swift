import Glibc
import Plates
import Testing

struct RoughnessTests {
  /// `exp` of a function on a grid of `count × count` points from −1 to 1.
  private func surface(_ count: Int, _ logarithm: (Double, Double) -> Double) -> [Double] {
    let axis = (0..<count).map { 2 * Double($0) / Double(count - 1) - 1 }
    return axis.flatMap { y in axis.map { x in exp(logarithm(x, y)) } }
  }

  @Test func `a single valley has no roughness, wherever its bottom is`() {
    let bowl = Roughness(of: surface(11) { 3 * $0 * $0 + ($1 - 0.4) * ($1 - 0.4) }, columns: 11)
    #expect(bowl.share < 1e-12)
    #expect(bowl.minima == 1)
    let slope = Roughness(of: surface(5) { $0 + $1 }, columns: 5)
    #expect(slope.share < 1e-12)
    #expect(slope.minima == 0)
  }

  @Test func `two equal valleys along every row are half too much`() {
    // Along a row the logarithm goes 1, 0, 1, 0, 1; along a column it is constant.
    let loss = surface(5) { x, _ in (x * 2).rounded().magnitude == 1 ? 0 : 1 }
    // The total is 4 a row, of which the first descent and the last rise need 2.
    #expect(abs(Roughness(of: loss, columns: 5).share - 0.5) < 1e-12)
  }

  @Test func `roughness does not change with the loss's unit or power`() {
    let bumps = { (x: Double, y: Double) in x * x + y * y + 0.3 * sin(9 * x) * cos(7 * y) }
    let one = Roughness(of: surface(21, bumps), columns: 21)
    let other = Roughness(of: surface(21) { 4 + 2 * bumps($0, $1) }, columns: 21)
    #expect(one.share > 0.05)
    #expect(abs(one.share - other.share) < 1e-12)
    #expect(one.minima == other.minima)
  }

  @Test func `points that diverged are left out`() {
    var loss = surface(5) { $0 * $0 + $1 * $1 }
    loss[0] = .infinity
    #expect(Roughness(of: loss, columns: 5).share < 1e-12)
  }
}
