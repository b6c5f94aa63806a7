import Foundation

/// What `landscape inspect --json` says of a file, as far as a benchmark needs it.
struct Inspection: Decodable {
  /// Of a checkpoint's network, for one sample.
  let multiplyAdds: Int?
  /// Of a surface.
  let points: Int?
  let provenance: Provenance?

  struct Provenance: Decodable {
    let samples: Int
    let estimation: Estimation?
  }

  /// How a surface was estimated.
  struct Estimation: Decodable {
    let result: Result?

    struct Result: Decodable {
      let phases: [Phase]
      let evaluations: Int
      let medianError: Double?
    }

    struct Phase: Decodable {
      let samples: Int
      let points: Int
    }
  }

  /// Asks the program; ends the benchmark when it gives no answer.
  init(_ landscape: String, _ path: String) {
    let json = Run([landscape, "inspect", path, "--json"]).output
    do {
      self = try JSONDecoder().decode(Inspection.self, from: Data(json.utf8))
    } catch { Run.fail("landscape inspect \(path) --json cannot be read: \(error)") }
  }
}
