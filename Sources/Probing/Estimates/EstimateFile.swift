import Estimation
import Glibc
import Storage
import Surfaces

/// What an unfinished estimate knows of single samples, in a file beside its surface: an interrupted probe continues with it.
///
/// The file is removed with the surface's last point. It holds the losses of the first samples of the random order at each
/// point that was evaluated for the pilot or as an anchor.
struct EstimateFile {
  private static let format = "landscape-estimate-1"

  private struct Contents: Codable {
    let points: [Int]
    let counts: [Int]
    let provenance: SurfaceProvenance
  }

  let path: String

  /// The file of the surface at that path.
  init(ofSurface path: String) { self.path = path + ".samples" }

  func remove() { unlink(path) }

  /// Keeps what is known.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  func write(
    _ table: [Int: SampleValues], _ provenance: SurfaceProvenance
  ) throws(StorageError) {
    let points = table.keys.sorted()
    let values = points.map { table[$0] ?? SampleValues() }
    var file = TensorFile(metadata: ["format": Self.format])
    file.metadata["estimate"] = JSONText.encode(
      Contents(points: points, counts: values.map(\.count), provenance: provenance))
    let losses = values.flatMap(\.losses)
    file.add("losses", shape: [losses.count], losses)
    file.add("correct", shape: [losses.count], values.flatMap(\.correct))
    try file.write(to: path)
  }

  /// What an earlier run of the same probe has kept; nothing where the file is another's or cannot be read, since all of it can
  /// be computed again.
  func read(for provenance: SurfaceProvenance, points: Int, population: Int) -> [Int: SampleValues] {
    guard FileBytes.exists(path), let file = try? TensorFile.read(path),
      file.metadata["format"] == Self.format, let text = file.metadata["estimate"],
      let contents: Contents = try? JSONText.decode(text, path: path, what: "estimate"),
      provenance.differences(from: contents.provenance).isEmpty,
      let losses = try? file.floats("losses"), let correct = try? file.floats("correct"),
      contents.points.count == contents.counts.count, losses.count == correct.count,
      contents.points.allSatisfy({ (0..<points).contains($0) }),
      contents.counts.allSatisfy({ (1...population).contains($0) }),
      Set(contents.points).count == contents.points.count,
      contents.counts.reduce(0, +) == losses.count
    else { return [:] }
    var table: [Int: SampleValues] = [:]
    var start = 0
    for (point, count) in zip(contents.points, contents.counts) {
      table[point] = SampleValues(
        losses: Array(losses[start..<start + count]), correct: Array(correct[start..<start + count]))
      start += count
    }
    return table
  }
}
