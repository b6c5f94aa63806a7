import Foundation
import Tensors
import Testing

@Suite struct WindowTests {
  struct Case: CustomTestStringConvertible {
    let window: Window
    let input: Extent2
    let floor: Extent2?
    let ceil: Extent2?

    init(_ window: Window, _ input: Extent2, _ floor: Extent2?, _ ceil: Extent2?) {
      (self.window, self.input, self.floor, self.ceil) = (window, input, floor, ceil)
    }

    var testDescription: String { "\(window) on \(input)" }
  }

  /// By hand, from drawings.
  static let cases = [
    Case(Window(kernel: 3, padding: 1), 32, 32, 32),
    Case(Window(kernel: 3, stride: 2, padding: 1), 32, 16, 17),
    Case(Window(kernel: 2, stride: 2), 5, 2, 3),
    Case(
      Window(kernel: 1), Extent2(height: 4, width: 9), Extent2(height: 4, width: 9),
      Extent2(height: 4, width: 9)),
    // 0 1 2 3 4 5 6: one pixel apart, a kernel of 3 reaches over 5 pixels.
    Case(Window(kernel: 3, dilation: 2), 7, 3, 3),
    Case(
      Window(kernel: Extent2(height: 1, width: 3), stride: Extent2(height: 2, width: 1)),
      Extent2(height: 5, width: 5), Extent2(height: 3, width: 3), Extent2(height: 3, width: 3)),
    // The sixth row of windows lies in the padding below, which floor mode counts and ceil mode does not.
    Case(
      Window(kernel: 2, padding: Padding2(top: 1, left: 0, bottom: 2, right: 1)), 4,
      Extent2(height: 6, width: 4), Extent2(height: 5, width: 4)),
    // The third window of ceil mode would begin at pixel 6 of 5 + 1 before: it is dropped.
    Case(Window(kernel: 2, stride: 3, padding: 1), 5, 2, 2),
    // Rounded up, the only window ends beyond the image.
    Case(Window(kernel: 3, stride: 2), 2, nil, 1),
    Case(Window(kernel: 4, stride: 1), 3, nil, nil),
    Case(Window(kernel: 3, dilation: 2), 4, nil, nil),
    Case(Window(kernel: 0), 4, nil, nil),
    Case(Window(kernel: 1, stride: 0), 4, nil, nil),
    Case(Window(kernel: 1, dilation: 0), 4, nil, nil),
    Case(Window(kernel: 1, padding: -1), 4, nil, nil),
    Case(Window(kernel: 1), 0, nil, nil),
    Case(Window(kernel: 3, dilation: Extent2(.max)), 4, nil, nil),
    Case(Window(kernel: 1, padding: Padding2(.max)), 4, nil, nil),
    Case(Window(kernel: 1, stride: Extent2(.max)), 4, 1, nil),
  ]

  @Test(arguments: cases)
  func `the number of windows is that of a table`(testCase: Case) {
    #expect(testCase.window.outputExtent(of: testCase.input) == testCase.floor)
    #expect(testCase.window.outputExtent(of: testCase.input, ceil: true) == testCase.ceil)
  }

  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode([value]), as: UTF8.self)
  }

  private func value<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode([Value].self, from: Data(text.utf8))[0]
  }

  @Test func `extents and padding are one number where all are equal`() throws {
    #expect(try text(Extent2(3)) == "[3]")
    #expect(try text(Extent2(height: 1, width: 3)) == "[[1,3]]")
    #expect(try text(Padding2(1)) == "[1]")
    #expect(try text(Padding2(top: 1, left: 2, bottom: 1, right: 2)) == "[[1,2,1,2]]")
    #expect(try value("[3]") == Extent2(3))
    #expect(try value("[[1,3]]") == Extent2(height: 1, width: 3))
    #expect(try value("[1]") == Padding2(1))
    #expect(try value("[[1,2,3,4]]") == Padding2(top: 1, left: 2, bottom: 3, right: 4))
    #expect(try value("[[1,2]]") == Padding2(top: 1, left: 2, bottom: 1, right: 2))
  }

  @Test(arguments: ["[[]]", "[[1,2,3]]", "[\"3\"]", "[1.5]", "[[1,2,3,4,5]]"])
  func `other lists are refused`(text: String) {
    #expect(throws: DecodingError.self) { let _: Extent2 = try value(text) }
    #expect(throws: DecodingError.self) { let _: Padding2 = try value(text) }
  }
}
