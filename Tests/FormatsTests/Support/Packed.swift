import FoundationEssentials
import Storage

/// A fixture as text: base64 of a raw deflate stream.
struct Packed: Sendable {
  let bytes: [UInt8]

  init(count: Int, _ text: String) {
    let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data()
    do throws(Deflate.Damage) {
      bytes = try Deflate.inflate(Array(data)[...], count: count)
    } catch {
      preconditionFailure("a fixture is damaged: \(error)")
    }
  }
}
