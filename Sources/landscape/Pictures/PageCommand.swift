import ArgumentParser

/// A command that makes one HTML page of surfaces, which `landscape verify` makes again without writing anything.
protocol PageCommand: ParsableCommand {
  /// The page's bytes. Surfaces come from `source`.
  ///
  /// - Parameters:
  ///   - source: where surfaces come from.
  ///   - arguments: the command's words, for the record.
  ///   - recorded: what the page says of its inputs; nil for the files as they are.
  func page(
    from source: inout SurfaceSource, arguments: [String], recorded: [RecordedInput]?
  ) throws -> [UInt8]
}
