import Storage

/// What is kept of a plate's runs, as the file that its picture is drawn from.
struct PlateFile<Results: Codable>: Codable {
  let plate: String
  let effort: Effort
  /// Digest of what was run.
  let runs: Digest
  let program: String
  let results: Results
}

/// What the description of a plate's runs is digested from.
private struct PlateInputs: Encodable {
  let plate: String
  let revision: Int
  let effort: Effort
  let runs: [Digest]
  let views: [Digest]
}

extension Plate {
  /// Digest of what is run for the plate; results under another one are stale.
  package func digest(_ effort: Effort) throws -> Digest {
    let inputs = PlateInputs(
      plate: about.name, revision: revision, effort: effort, runs: try runs(effort).map(\.digest),
      views: try views(effort).map(\.digest))
    return Digest(of: JSONText.encode(inputs).utf8)
  }

  /// Makes the results, as the content of their file.
  package func compute(in workshop: Workshop) throws -> [UInt8] {
    let file = PlateFile(
      plate: about.name, effort: workshop.effort, runs: try digest(workshop.effort),
      program: workshop.program,
      results: try results(from: workshop))
    return Array((JSONText.encode(file) + "\n").utf8)
  }

  /// The plate with what a file says.
  ///
  /// - Throws: `StorageError.corrupt` when it is not the plate's.
  package func exhibit(reading bytes: [UInt8], path: String) throws(StorageError) -> Exhibit {
    let text = String(decoding: bytes, as: UTF8.self)
    let file: PlateFile<Results> = try JSONText.decode(text, path: path, what: "results")
    guard file.plate == about.name else {
      throw .corrupt(path: path, reason: "it holds the results of \(file.plate)")
    }
    let results = file.results
    return Exhibit(
      about: about, height: height, effort: file.effort, runs: file.runs, claims: claims(results),
      caption: caption(results)
    ) { theme, language in drawing(results, in: theme, language) }
  }
}
