import Probing
import Surfaces

/// What the axes of a surface run along where files give them.
struct AxesChoice {
  /// The kinds of axes.
  enum Kind: Equatable {
    /// The principal components of runs; of the one beside the network where none is named.
    case trajectory([String])
    /// The plane through the network and two others.
    case through([String])
    /// The straight line to another network.
    case to(String)
    /// A trained curve to another network.
    case along(String)
    /// Through the snapshots of a run, straight between them.
    case run(String?)
  }

  let kind: Kind
  /// Whether the units of other networks are permuted first.
  var aligns = false
  /// Whether the user has said where points are to be.
  var hasGrid = false
  /// Whether the user has said what batch normalization uses.
  var hasMode = false

  /// The option that chooses it, without dashes.
  var name: String {
    switch kind {
    case .trajectory, .run: "trajectory"
    case .through: "through"
    case .to: "to"
    case .along: "along"
    }
  }

  /// The files that are read.
  func files(beside network: String) -> [FileRoles.File] {
    switch kind {
    case .trajectory(let paths): Self.runs(paths, network).map { FileRoles.File("--trajectory", $0) }
    case .through(let paths): paths.map { FileRoles.File("--through", $0) }
    case .to(let path): [FileRoles.File("--to", path)]
    case .along(let path): [FileRoles.File("--along", path)]
    case .run(let path):
      Self.runs(path.map { [$0] } ?? [], network).map { FileRoles.File("--trajectory", $0) }
    }
  }

  /// The ending of the surface that belongs to a network.
  func ending(recalibrates: Bool) -> String {
    switch kind {
    case .trajectory(let paths): paths.count > 1 ? "trajectories.surface" : "trajectory.surface"
    case .through(let others): "through-\(Self.stems(others))\(aligns ? "-aligned" : "").surface"
    case .to(let other):
      "to-\(other.fileName.withoutExtension)\(aligns ? ".aligned" : "")\(recalibrates ? ".recalibrated" : "").line"
    case .along(let path): "along-\(path.fileName.withoutExtension).line"
    case .run: "trajectory\(recalibrates ? ".recalibrated" : "").line"
    }
  }

  /// What a picture's name gets, so that it does not replace that of random directions.
  var pictureSuffix: String { usualSuffix + (aligns ? "-aligned" : "") }

  private var usualSuffix: String {
    switch kind {
    case .trajectory(let paths): paths.count > 1 ? "-trajectories" : "-trajectory"
    case .run: "-trajectory"
    case .through(let others): "-through-\(Self.stems(others))"
    case .to(let other): "-to-\(other.fileName.withoutExtension)"
    case .along(let path): "-along-\(path.fileName.withoutExtension)"
    }
  }

  private static func stems(_ paths: [String]) -> String {
    paths.map(\.fileName.withoutExtension).joined(separator: "-")
  }

  /// The runs that are meant: those that are named, or the one beside the network.
  static func runs(_ paths: [String], _ network: String) -> [String] {
    paths.isEmpty ? [FileKind.trajectory.path(beside: network)] : paths
  }
}
