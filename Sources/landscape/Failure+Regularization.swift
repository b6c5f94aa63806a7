import Regularization

extension Failure {
  /// An error with a problem of regularization, in words; commands that know the option say more themselves.
  init(_ error: RegularizationError) {
    switch error {
    case .invalidParameter(let name, let value):
      let (option, allowed) = Self.option(of: name)
      self.init(.usage, "--\(option) \(value): must be \(allowed)")
    case .matrixNotSquare(let rows, let row, let entries):
      self.init(.usage, "--matrix: row \(row + 1) has \(entries) entries for \(rows) rows; give a,b,c,d")
    case .matrixNotSymmetric(let row, let column, let entry, let mirrored):
      self.init(
        .usage,
        "--matrix: not symmetric (row \(row + 1), column \(column + 1) is \(entry), "
          + "its mirror \(mirrored)); make both the same")
    case .matrixIndefinite(let eigenvalue):
      self.init(
        .usage,
        "--matrix: indefinite (eigenvalue \(eigenvalue.formatted(significant: 3))), so the loss has no minimum; "
          + "enlarge the diagonal")
    case .unsuitableSize(let found, let needed):
      self.init(.usage, "\(found) where \(needed) are needed; give two weights")
    case .notFinite(let row, let column):
      self.init(.data, "row \(row + 1), column \(column + 1): not a finite number; correct it")
    case .responseNotFinite(let row):
      self.init(.data, "row \(row + 1): the response is not a finite number; correct it")
    case .raggedRow(let row, let found, let expected):
      self.init(.data, "row \(row + 1) has \(found) entries where \(expected) are expected; correct it")
    case .responseLength(let found, let expected):
      self.init(.data, "\(found) responses for \(expected) rows; make them as many")
    case .emptyTable: self.init(.data, "a table without numbers; name another")
    case .noSuchColumn(let column, let columns):
      self.init(.usage, "column \(column + 1) of \(columns) does not exist; choose another")
    }
  }

  /// The option behind a setting, and what it may be.
  private static func option(of name: String) -> (option: String, allowed: String) {
    switch name {
    case "strength": ("lambda", "zero or a positive number")
    case "l1Ratio": ("l1-ratio", "from 0 (ridge) to 1 (lasso)")
    case "exponent": ("exponent", "a positive number, e.g. 0.5")
    case "budget": ("budget", "a positive number, and small enough to bind")
    case "correlation": ("correlation", "between -1 and 1")
    case "noiseVariance": ("noise-variance", "a positive number")
    case "scale": ("scale", "a positive number")
    default: (name, "a positive number")
    }
  }
}
