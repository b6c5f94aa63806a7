import Formats
import Testing

/// Models that are cut off or changed: refused or read, and nothing else.
struct ONNXDamageTests {
  private static let names = [
    "attributes.onnx", "tensors.onnx", "branches.onnx", "functions.onnx", "extents.onnx",
  ]

  // The operators' versions come last in these files.
  @Test(arguments: names.filter { $0 != "functions.onnx" })
  func `a model cut off anywhere is corrupt`(name: String) throws {
    let whole = try ONNXFixture.bytes(name)
    // A last domain of another name than the usual one may be missing.
    let end = name == "attributes.onnx" ? whole.count - 17 : whole.count
    for length in 0..<end {
      let found = reason(Array(whole.prefix(length))) ?? "nothing"
      #expect(found.hasPrefix("corrupt: "), "\(length): \(found)")
    }
    #expect(reason(whole) == nil)
  }

  @Test(arguments: names)
  func `a model with a changed byte is read or refused`(name: String) throws {
    let whole = try ONNXFixture.bytes(name)
    var refused = 0
    for index in whole.indices {
      for mask in [0x01, 0x08, 0x80, 0xFF] as [UInt8] {
        var changed = whole
        changed[index] ^= mask
        if reason(changed) != nil { refused += 1 }
      }
    }
    #expect(refused > whole.count)
  }

  @Test func `a byte that is left out or doubled is read or refused`() throws {
    let whole = try ONNXFixture.bytes("functions.onnx")
    var refused = 0
    for index in whole.indices {
      var shorter = whole
      shorter.remove(at: index)
      if reason(shorter) != nil { refused += 1 }
      var longer = whole
      longer.insert(whole[index], at: index)
      if reason(longer) != nil { refused += 1 }
    }
    #expect(refused > whole.count)
  }
}
