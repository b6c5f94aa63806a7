import ArgumentParser
import Regularization

/// A quadratic loss over two weights, by its numbers.
struct PlaneLossOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Matrix of the quadratic loss ½(w−c)ᵀG(w−c), row by row.", valueName: "a,b,c,d"))
  var matrix = "1,0.5,0.5,1"

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Its centre, the unconstrained optimum.", valueName: "x,y"))
  var centre = "1,2.5"

  func quadratic() throws -> Quadratic {
    let entries = try numbers(matrix, option: "matrix")
    let side = Int(Double(entries.count).squareRoot().rounded(.down))
    guard side * side == entries.count, side > 0 else {
      throw Failure(
        .usage, "--matrix \(matrix): \(entries.count) numbers make no square; give four, row by row")
    }
    let rows = (0..<side).map { Array(entries[$0 * side..<($0 + 1) * side]) }
    let centre = try numbers(centre, option: "centre")
    return try attempt { try Quadratic(rows: rows, centre: centre) }
  }

  private func numbers(_ text: String, option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Double(part.trimmed), number.isFinite else {
        throw Failure(
          .usage,
          "--\(option) '\(part)': not a number; write e.g. \(option == "matrix" ? "1,0.5,0.5,1" : "1,2.5")")
      }
      return number
    }
  }
}

extension Substring {
  /// Without spaces at either end.
  fileprivate var trimmed: Substring {
    let start = drop { $0.isWhitespace }
    return start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count)
  }
}
