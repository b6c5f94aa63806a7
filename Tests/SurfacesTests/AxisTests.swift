import Storage
import Surfaces
import Testing

struct AxisTests {
  @Test func `an axis is read from text and written as text`() throws {
    let axis = try Axis(parsing: "-1:0.5:51")
    #expect(axis == (try Axis(lower: -1, upper: 0.5, count: 51)))
    #expect(try Axis(parsing: axis.description) == axis)
  }

  @Test(arguments: [
    ("", AxisError.unreadable("")), ("-1:1", .unreadable("-1:1")), ("-1:1:5:7", .unreadable("-1:1:5:7")),
    ("-1:1:", .unreadable("-1:1:")), ("a:1:5", .unreadable("a:1:5")), ("-1:1:5.5", .unreadable("-1:1:5.5")),
    ("-1:1:99999999999999999999", .unreadable("-1:1:99999999999999999999")),
    ("1:1:5", .empty(lower: 1, upper: 1)), ("1:-1:5", .empty(lower: 1, upper: -1)),
    ("-inf:1:5", .notFinite(lower: -.infinity, upper: 1)),
    ("-1:1e308:5", .notFinite(lower: -1, upper: 1e308)), ("-1:1:1", .invalidCount(1)),
    ("-1:1:0", .invalidCount(0)), ("-1:1:-3", .invalidCount(-3)), ("-1:1:100001", .invalidCount(100_001)),
  ])
  func `a text that is no axis is refused with the reason`(text: String, error: AxisError) {
    #expect(throws: error) { try Axis(parsing: text) }
  }

  @Test func `NaN is no end of an axis`() {
    #expect {
      try Axis(parsing: "nan:1:5")
    } throws: { error in
      if case .notFinite? = error as? AxisError { true } else { false }
    }
  }

  @Test func `coordinates are those of the definition`() throws {
    #expect(try Axis(parsing: "-1:1:5").values == [-1, -0.5, 0, 0.5, 1])
    #expect(try Axis(parsing: "0:1:11").values == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    #expect(try Axis(parsing: "2:3:2").values == [2, 3])
  }

  @Test(arguments: [0.1, 0.3, 1, 1.7, 1e-9, 1e12], [2, 3, 4, 50, 51, 201])
  func `a symmetric axis is symmetric to the last bit and hits its ends`(end: Double, count: Int) throws {
    let axis = try Axis(lower: -end, upper: end, count: count)
    let values = axis.values
    #expect(values == values.reversed().map { -$0 })
    #expect(values.first == -end)
    #expect(values.last == end)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(axis.zeroIndex == (count % 2 == 1 ? count / 2 : nil))
  }

  @Test(arguments: [
    ("-0.1:0.3:5", 1), ("-0.7:0.1:9", 7), ("-0.3:0.6:4", 1), ("0:0.7:8", 0), ("-1.1:2.2:34", 11),
    ("-3:0:7", 6),
  ])
  func `a point that should be zero is zero`(text: String, index: Int) throws {
    #expect(try Axis(parsing: text).zeroIndex == index)
  }

  @Test func `an axis that misses zero says so`() throws {
    #expect(try Axis(parsing: "-1:1:4").zeroIndex == nil)
    #expect(try Axis(parsing: "1:2:3").zeroIndex == nil)
  }

  @Test func `an axis in a file is checked like any other`() throws {
    let axis = try Axis(parsing: "-1:1:5")
    let back: Axis = try JSONText.decode(JSONText.encode(axis), path: "", what: "")
    #expect(back == axis)
    #expect(throws: StorageError.corrupt(path: "f", reason: "the axis cannot be read")) {
      let _: Axis = try JSONText.decode(#"{"lower":1,"upper":-1,"count":5}"#, path: "f", what: "axis")
    }
  }
}
