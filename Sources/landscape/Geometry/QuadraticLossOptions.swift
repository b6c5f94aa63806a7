import ArgumentParser
import Regularization

/// A quadratic loss in two weights, `½(w − c)ᵀG(w − c)`.
struct QuadraticLossOptions: ParsableArguments {
  private static let usualMatrix = "1,0.5,0.5,1"
  private static let usualCentre = "1,2.5"

  @Option(
    name: .customLong("matrix"), parsing: .unconditional,
    help: ArgumentHelp(
      "Matrix G of the loss ½(w−c)ᵀG(w−c), row by row. (default: \(Self.usualMatrix))", valueName: "a,b,c,d"))
  var givenMatrix: String?

  @Option(
    name: .customLong("centre"), parsing: .unconditional,
    help: ArgumentHelp(
      "Centre c of the loss, its unconstrained optimum. (default: \(Self.usualCentre))", valueName: "x,y"))
  var givenCentre: String?

  var matrix: String { givenMatrix ?? Self.usualMatrix }
  var centre: String { givenCentre ?? Self.usualCentre }

  /// What says which quadratic it is.
  var use: OptionUse { OptionUse(["matrix": givenMatrix != nil, "centre": givenCentre != nil]) }

  /// The loss.
  ///
  /// - Throws: `Failure` for texts that are not numbers and matrices that are not square, not symmetric or indefinite.
  func loss() throws -> Quadratic {
    let entries = try Self.numbers(matrix, option: "matrix", example: "1,0.5,0.5,1")
    let centre = try Self.numbers(centre, option: "centre", example: "1,2.5")
    guard entries.count == 4 else {
      let reason = [1, 9, 16].contains(entries.count) ? "not 2×2" : "not square"
      throw Failure(
        .usage, "--matrix '\(matrix)': \(entries.count) numbers, \(reason); give four, e.g. 1,0.5,0.5,1")
    }
    guard centre.count == 2 else {
      throw Failure(.usage, "--centre '\(self.centre)': \(centre.count) numbers; give two, e.g. 1,2.5")
    }
    return try attempt { try Quadratic(rows: [Array(entries[..<2]), Array(entries[2...])], centre: centre) }
  }

  /// Numbers whose squares are numbers.
  static let greatest = 1e100

  /// Numbers between commas.
  static func numbers(_ text: String, option: String, example: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let number = Double(String(word).withoutSpaces), number.isFinite else {
        throw Failure(.usage, "--\(option) '\(text)': '\(word)' is not a number; write e.g. \(example)")
      }
      guard number.magnitude <= greatest else {
        throw Failure(.usage, "--\(option) '\(text)': \(word) is beyond \(greatest); choose another unit")
      }
      return number
    }
  }
}
