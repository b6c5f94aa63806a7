import Numerics
import Testing

@Suite struct SquareConvolutionTests {
  /// A tensor in blocks of 8 channels, by sample, channel, row and column.
  private struct Blocks {
    var values: [Float]
    let (channels, height, width): (Int, Int, Int)

    subscript(n: Int, c: Int, y: Int, x: Int) -> Float {
      get { values[index(n, c, y, x)] }
      set { values[index(n, c, y, x)] = newValue }
    }

    private func index(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Int {
      (((n * channels / 8 + c / 8) * height + y) * width + x) * 8 + c % 8
    }
  }

  /// Products in oneDNN's order: by block of channels, row and column of the window, and channel, each with one rounding.
  @Test(arguments: [3, 4, 5, 6, 7, 8, 11, 12, 13, 14], [(8, 16), (16, 16), (24, 32)])
  func `results have the bits of multiply-adds one after another`(
    width: Int, channels: (source: Int, result: Int)
  ) throws {
    let (batch, height) = (2, width % 3 + 1)
    for (accumulates, rectifies) in [(false, false), (true, false), (false, true), (true, true)] {
      guard
        let convolution = SquareConvolution(
          batch: batch, channels: channels.source, filters: channels.result, height: height, width: width,
          accumulates: accumulates, rectifies: rectifies)
      else { continue }
      let area = batch * height * width
      let source = Blocks(
        values: VectorSample.floats(area * channels.source, seed: 1), channels: channels.source,
        height: height, width: width)
      var expected = Blocks(
        values: VectorSample.floats(area * channels.result, seed: 2), channels: channels.result,
        height: height, width: width)
      let weights = VectorSample.floats(channels.result * channels.source * 9, seed: 3)
      let bias = accumulates == rectifies ? VectorSample.floats(channels.result, seed: 4) : nil
      var found = expected.values
      convolution.run(source.values, weights, bias, to: &found)
      for n in 0..<batch {
        for filter in 0..<channels.result {
          for y in 0..<height {
            for x in 0..<width {
              var sum = bias?[filter] ?? 0
              if accumulates { sum += expected[n, filter, y, x] }
              for block in 0..<channels.source / 8 {
                for tap in 0..<9 {
                  let (row, column) = (y + tap / 3 - 1, x + tap % 3 - 1)
                  guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
                  let first = ((filter / 8 * channels.source / 8 + block) * 9 + tap) * 64 + filter % 8
                  for c in 0..<8 {
                    sum.addProduct(source[n, 8 * block + c, row, column], weights[first + 8 * c])
                  }
                }
              }
              expected[n, filter, y, x] = rectifies ? max(sum, 0) : sum
            }
          }
        }
      }
      #expect(found == expected.values)
    }
  }

  @Test func `shapes that it is not made for are refused`() {
    func make(_ channels: Int, _ filters: Int, _ width: Int) -> SquareConvolution? {
      SquareConvolution(
        batch: 1, channels: channels, filters: filters, height: 1, width: width, accumulates: false,
        rectifies: false)
    }
    #expect(make(7, 16, 3) == nil && make(8, 8, 3) == nil && make(8, 16, 2) == nil && make(0, 16, 3) == nil)
  }

  @Test(arguments: [true, false])
  func `what is not a number becomes 0 by rectification alone`(rectifies: Bool) {
    guard
      let convolution = SquareConvolution(
        batch: 1, channels: 8, filters: 16, height: 1, width: 3, accumulates: false, rectifies: rectifies)
    else { return }
    var result = [Float](repeating: 1, count: 48)
    convolution.run(
      [Float](repeating: .infinity, count: 24), [Float](repeating: 0, count: 8 * 16 * 9), nil, to: &result)
    #expect(result.allSatisfy { rectifies ? $0 == 0 : $0.isNaN })
  }
}
