import ArgumentParser
import Storage
import Surfaces

/// Axes that files give, in place of random directions: training runs, or other networks.
struct AxesOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "random; trajectory: along the principal components of the run beside the checkpoint, NAME.trajectory; or eigenvectors of the Hessian, of length 1 unless --normalization says otherwise, as eigen:0,1 for those of the two largest eigenvalues and -1 for that of the smallest. (default: random)",
      valueName: "kind"))
  var plane: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The same of one run or several, which 'train --snapshots' writes; their snapshots are drawn on the plane.",
      valueName: "run.trajectory"))
  var trajectory: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The plane through the checkpoint and two others of the same network; batch normalization recalibrates unless told otherwise.",
      valueName: "other.ckpt"))
  var through: [String] = []

  @Flag(
    help:
      "Permute the units of the other networks first, so that their weights are like the checkpoint's, which changes none of their functions. With --through, or --to of a line."
  )
  var align = false

  /// The eigenvectors that the axes are to run along, such as `eigen:0,1`; nil for other planes.
  var eigenvectors: String? { plane.flatMap { $0.hasPrefix("eigen") ? $0 : nil } }

  /// The options that were given.
  var use: OptionUse {
    OptionUse([
      "plane": plane != nil, "trajectory": !trajectory.isEmpty, "through": !through.isEmpty, "align": align,
    ])
  }

  /// What the axes run along; nil for random directions, single weights and directions of a file.
  func choice() throws -> AxesChoice? {
    if !through.isEmpty {
      try OptionUse(["plane": plane != nil, "trajectory": !trajectory.isEmpty])
        .refuse("with --through, which gives both axes")
      guard through.count == 2 else {
        throw Failure(
          .usage,
          "--through: \(through.count) model\(through.count == 1 ? "" : "s"); a plane goes through the checkpoint and "
            + "two others, and a line to one is 'landscape line a.ckpt --to b.ckpt'")
      }
      return AxesChoice(kind: .through(through), aligns: align)
    }
    try OptionUse(["align": align]).refuse(
      "without other networks; name them with --through, or --to of a line")
    if let plane, plane == "random" || eigenvectors != nil {
      try OptionUse(["trajectory": !trajectory.isEmpty]).refuse(
        "with --plane \(plane), which gives the axes")
      return nil
    }
    guard plane == nil || plane == "trajectory" else {
      throw Failure(.usage, "--plane '\(plane ?? "")': unknown; write random, trajectory or eigen:0,1")
    }
    for (index, path) in trajectory.enumerated() {
      guard let file = FileIdentity(of: path) else { continue }
      guard !trajectory[..<index].contains(where: { FileIdentity(of: $0) == file }) else {
        throw Failure(.usage, "--trajectory \(path): named twice; leave one of them out")
      }
    }
    if plane == "trajectory" || !trajectory.isEmpty { return AxesChoice(kind: .trajectory(trajectory)) }
    return nil
  }
}
