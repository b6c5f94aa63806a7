/// A figure that cannot be true: the measurement behind it went wrong.
package enum ImpossibleFigure: Error, Equatable, CustomStringConvertible {
  /// Not a finite number above zero.
  case notPositive(name: String, value: Double)
  /// More work took no more time.
  case noTime(name: String, count: Int, seconds: Double)
  /// More operations a second than the processor can make.
  case beyondRoof(name: String, ratio: Double)
  /// The roof was measured with lesser instructions than the library uses.
  case roofTooLow(roof: String, library: String)
  /// A report that lacks a number, or has another one than was asked for.
  case unexpected(name: String, asked: Int, found: Int?)

  package var description: String {
    switch self {
    case .notPositive(let name, let value): "\(name): \(value) is no figure above zero"
    case .noTime(let name, let count, let seconds):
      "\(name): \(count) samples more took \(seconds) s more; measure on a quieter machine"
    case .beyondRoof(let name, let ratio):
      "\(name): \(ratio) times the machine's roof, which is impossible; the samples are counted wrongly, "
        + "or the machine was busy and the roof seemed too low"
    case .roofTooLow(let roof, let library): "the roof was measured with \(roof), but oneDNN uses \(library)"
    case .unexpected(let name, let asked, let found):
      "\(name): \(found.map { "\($0)" } ?? "none") in the file, where \(asked) were asked for"
    }
  }
}
