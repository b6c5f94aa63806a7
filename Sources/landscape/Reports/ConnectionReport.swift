import Probing

/// What a curve between two networks is.
struct ConnectionReport: FileReport {
  private let kind = "connection"
  private let connection: ConnectionFile.Description
  private let knots: Int
  private let parameterCount: Int

  init(_ file: ConnectionFile) {
    connection = file.description
    knots = file.knots.count
    parameterCount = file.knots[0].count
  }

  var text: String {
    """
    \(connection.kind.rawValue) from \(connection.start) to \(connection.end)\(connection.isAligned ? ", aligned" : "")

    knots        \(knots.grouped), both ends among them
    parameters   \(parameterCount.grouped)
    made by      \(connection.program)\(connection.command.map { "\ncommand      \($0)" } ?? "")
    """
  }
}
