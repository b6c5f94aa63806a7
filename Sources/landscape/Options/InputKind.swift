import Storage
import Surfaces

/// What a picture of surfaces is drawn from.
enum InputKind {
  /// To be probed where there is no surface yet.
  case network
  case plane
  case line

  /// What the file at a path is.
  ///
  /// - Throws: `Failure` where it cannot be read or is of another kind.
  init(of path: String) throws {
    if try NetworkFile.isForeign(path) {
      self = .network
      return
    }
    let file = try attempt { try TensorFile.read(path) }
    switch FileKind(file) {
    case .checkpoint, .model: self = .network
    case .surface: self = try SurfaceSource.drawable(file, path).y == nil ? .line : .plane
    case .trajectory, .connection, nil:
      throw Failure(
        .data, "\(path): neither a checkpoint nor a surface; see what it is with 'landscape inspect'")
    }
  }
}
