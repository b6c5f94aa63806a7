import Glibc
import Numerics
import Testing

@Suite struct BracketedRootTests {
  private func root(_ a: Double, _ b: Double, of f: (Double) -> Double) -> BracketedRoot {
    BracketedRoot(between: a, f(a), and: b, f(b), of: f)
  }

  @Test func `roots are found to the last bit`() {
    let found = root(0, 2) { $0 * $0 - 2 }
    #expect(found.converged && abs(found.root - 2.0.squareRoot()) <= 2.0.squareRoot().ulp)
    #expect(found.residual == found.root * found.root - 2)
    // Dottie's number.
    #expect(abs(root(0, 1) { cos($0) - $0 }.root - 0.7390851332151607) <= 0x1p-53)
  }

  @Test func `a root at an end takes no step`() {
    let found = root(0, 1) { $0 }
    #expect(found.root == 0 && found.residual == 0 && found.iterations == 0 && found.converged)
  }

  /// Bisection is what is left: the result is one of the two numbers beside the step.
  @Test func `the position of a step is found, without a root there`() {
    let found = root(-1, 1) { $0 < 0.3 ? -1 : 1 }
    #expect(found.converged && abs(found.root - 0.3) <= 2 * 0.3.ulp && abs(found.residual) == 1)
  }

  @Test func `a root of any size is found`() {
    #expect(abs(root(0, 1) { $0 - 1e-300 }.root / 1e-300 - 1) < 1e-15)
  }
}
