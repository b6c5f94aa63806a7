import Glibc
import Rendering
import Testing

@Suite struct FrameDelayTests {
  @Test(
    arguments: [
      (0.1, 1, 10), (1.0 / 30, 1, 30), (1.0 / 60, 1, 60), (0.04, 1, 25), (0.12, 3, 25), (2, 2, 1),
      (1.5, 3, 2), (0.001, 1, 1000), (600, 600, 1), (1001.0 / 30_000, 1001, 30_000),
    ] as [(Double, UInt16, UInt16)])
  func `short fractions are exact`(seconds: Double, numerator: UInt16, denominator: UInt16) throws {
    let delay = try FrameDelay(seconds: seconds)
    #expect(delay.numerator == numerator && delay.denominator == denominator)
  }

  @Test func `any other delay is as near as 16 bits allow`() throws {
    for step in 0...500 {
      // In equal ratios from 0.001 to 600.
      let seconds = min(600, 0.001 * pow(600_000, Double(step) / 500))
      let delay = try FrameDelay(seconds: seconds)
      #expect(abs(delay.seconds / seconds - 1) < 2.0 / 65_535, "\(seconds)")
    }
  }

  @Test(arguments: [0, -1, 0.0009, 600.1, .infinity, .nan])
  func `impossible delays are refused`(seconds: Double) {
    do throws(RenderingError) {
      _ = try FrameDelay(seconds: seconds)
      Issue.record("\(seconds) was taken")
    } catch {
      guard case .frameDelay(let told) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(told == seconds || told.isNaN && seconds.isNaN)
    }
  }
}
