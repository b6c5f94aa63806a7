/// The numbers that a picture is drawn from, for a file beside it that other programs read.
package indirect enum Numbers: Hashable, Sendable, Encodable {
  /// Version of what files of numbers hold; 2 writes `null` for what is no number, and the losses of surfaces.
  package static let version = 2

  case number(Double)
  case text(String)
  case flag(Bool)
  case list([Numbers])
  case record([String: Numbers])

  /// A list of numbers; missing and infinite ones, which JSON does not have, are written as `null`.
  package static func list(_ values: some Sequence<Double>) -> Numbers { .list(values.map(Numbers.number)) }

  /// A list of texts.
  package static func list(_ texts: some Sequence<String>) -> Numbers { .list(texts.map(Numbers.text)) }

  /// A point as `[x, y]`.
  package static func point(_ point: Point) -> Numbers { .list([point.x, point.y]) }

  /// Polylines as `{"closed": …, "points": [[x, y], …]}` each.
  package static func curves(_ curves: Curves) -> Numbers {
    .list(
      (0..<curves.count).map { index in
        .record([
          "closed": .flag(curves.isClosed[index]), "points": .list(curves[index].map(Numbers.point)),
        ])
      })
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value):
      if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
    case .text(let text): try container.encode(text)
    case .flag(let flag): try container.encode(flag)
    case .list(let values): try container.encode(values)
    case .record(let fields): try container.encode(fields)
    }
  }
}
