import Models
import Probing
import Storage
import Surfaces
import Training

/// The kinds of file that the program makes, told apart by what they say they are.
enum FileKind: String {
  case checkpoint = "ckpt"
  case model
  case surface
  case trajectory
  case connection

  /// The kind of a container.
  init?(_ file: TensorFile) {
    switch file.metadata["format"] {
    case Checkpoint.format: self = .checkpoint
    case Model.format: self = .model
    case Surface.format: self = .surface
    case Trajectory.format: self = .trajectory
    case ConnectionFile.format: self = .connection
    default: return nil
    }
  }

  /// The file of this kind that belongs to another one: same place, same name, this kind's ending.
  func path(beside other: String) -> String { other.belonging(rawValue) }
}

extension String {
  /// The path of what is computed of a network's file: with another ending, or with one more where the network is another
  /// program's.
  ///
  /// So `model.pt2` and `model.onnx` in one folder have a surface each, `model.pt2.surface` and `model.onnx.surface`.
  func belonging(_ ending: String) -> String {
    (try? NetworkFile.isForeign(self)) == true ? "\(self).\(ending)" : replacingExtension(with: ending)
  }

  /// The path with the ending of its last component replaced, or one added.
  func replacingExtension(with ending: String) -> String {
    let start = lastIndex(of: "/").map { index(after: $0) } ?? startIndex
    guard let dot = self[start...].lastIndex(of: "."), dot > start else { return "\(self).\(ending)" }
    return "\(self[..<dot]).\(ending)"
  }

  /// The last component of a path.
  var fileName: String { split(separator: "/").last.map(String.init) ?? self }
}
