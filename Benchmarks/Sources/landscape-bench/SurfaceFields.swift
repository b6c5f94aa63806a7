import Formats
import Glibc

/// Losses of a surface and their standard errors, as `landscape convert` writes them, row by row.
struct SurfaceFields {
  let loss: [Double]
  let error: [Double]

  /// Ends the benchmark when they cannot be read.
  init(_ landscape: String, _ surface: String, _ folder: String) {
    let path = "\(folder)/fields.npz"
    unlink(path)
    _ = Run([landscape, "convert", surface, "-o", path, "-q"])
    do throws(FormatError) {
      let archive = try NumPyArchive(reading: path)
      guard let loss = try archive.tensor("loss"), let error = try archive.tensor("lossError") else {
        Run.fail("\(path): no losses")
      }
      self.loss = loss.doubles()
      self.error = error.doubles()
    } catch { Run.fail("\(path) cannot be read: \(error)") }
  }
}
