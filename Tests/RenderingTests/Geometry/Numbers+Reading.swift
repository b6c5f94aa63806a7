import Rendering
import Testing

/// Reading in the numbers of a picture.
extension Numbers {
  /// A field of a record.
  subscript(_ name: String) -> Numbers? {
    if case .record(let record) = self { record[name] } else { nil }
  }

  /// The members of a list; none of anything else.
  var members: [Numbers] { if case .list(let members) = self { members } else { [] } }

  /// A number; NaN of anything else.
  var value: Double { if case .number(let value) = self { value } else { .nan } }

  /// A list's numbers.
  var values: [Double] { members.map(\.value) }

  /// A text; empty of anything else.
  var text: String { if case .text(let text) = self { text } else { "" } }
}

extension Numbers? {
  /// A field of a record, if there is one.
  subscript(_ name: String) -> Numbers? { flatMap { $0[name] } }

  var members: [Numbers] { self?.members ?? [] }
  var value: Double { self?.value ?? .nan }
  var values: [Double] { self?.values ?? [] }
  var text: String { self?.text ?? "" }
}

/// Whether numbers agree within a tolerance.
func agree(_ a: [Double], _ b: [Double], within tolerance: Double) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}
