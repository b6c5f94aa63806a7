import Data
import Storage
import Testing

@Suite struct SampleSelectionTests {
  @Test(arguments: [(0, []), (1, [0]), (7, [0, 3, 6]), (8, [7]), (9, [8]), (10, Array(0..<10)), (5, [])])
  func `a selection survives its text`(count: Int, indices: [Int]) throws {
    let selection = SampleSelection(count: count, indices: indices)
    let read: SampleSelection = try JSONText.decode(JSONText.encode(selection), path: "", what: "")
    #expect(read == selection)
  }

  @Test func `a whole is written without its members`() {
    #expect(
      JSONText.encode(SampleSelection(count: 60_000, indices: Array(0..<60_000))) == #"{"count":60000}"#)
    #expect(JSONText.encode(SampleSelection(count: 5, indices: [0, 4])) == #"{"count":5,"members":"88"}"#)
  }

  @Test(arguments: [
    #"{"count":-1}"#, #"{"count":5,"members":"8"}"#, #"{"count":5,"members":"8g"}"#,
    #"{"count":5,"members":"01"}"#,
  ])
  func `a damaged text is refused`(text: String) {
    #expect(throws: StorageError.self) {
      let _: SampleSelection = try JSONText.decode(text, path: "", what: "")
    }
  }
}
