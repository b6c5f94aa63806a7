import Storage
import Testing

struct JSONTextTests {
  private struct Example: Codable, Equatable {
    var b = 0.1
    var a = [Double.infinity, -.infinity, 1e-300]
    var c = "a/β"
  }

  @Test func `keys are sorted and numbers come back to the last bit`() throws {
    let text = JSONText.encode(Example())
    #expect(text == #"{"a":["inf","-inf",1e-300],"b":0.1,"c":"a/β"}"#)
    let back: Example = try JSONText.decode(text, path: "", what: "")
    #expect(back == Example())
  }

  @Test func `a text that is something else is corrupt`() {
    #expect(throws: StorageError.corrupt(path: "f", reason: "the thing cannot be read")) {
      let _: Example = try JSONText.decode("{}", path: "f", what: "thing")
    }
  }
}
