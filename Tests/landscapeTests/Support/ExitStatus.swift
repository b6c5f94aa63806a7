import Testing

/// What the program's exit statuses mean, after sysexits.h.
enum ExitStatus: Int32 {
  case differs = 1
  case usage = 64
  case data = 65
  case noInput = 66
  case software = 70
  case cannotCreate = 73
  case inputOutput = 74
  case temporary = 75
  case interrupted = 130
}

extension RunningProgram.Ending {
  /// Expects a failure as a user should see it.
  func expectFailure(
    _ status: ExitStatus, _ texts: [String], of line: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    let context: Comment = "landscape \(line): \(errors)"
    #expect(self.status == status.rawValue, context, sourceLocation: location)
    #expect(output.isEmpty, context, sourceLocation: location)
    #expect(errors.hasPrefix("landscape: ") && errors.hasSuffix("\n"), context, sourceLocation: location)
    #expect(errors.split(separator: "\n").count == 1, context, sourceLocation: location)
    for text in texts { #expect(errors.contains(text), context, sourceLocation: location) }
  }
}
