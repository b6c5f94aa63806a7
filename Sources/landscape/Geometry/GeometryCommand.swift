import ArgumentParser

/// `landscape geometry`: constraint regions and the losses that meet them.
struct GeometryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "geometry",
    abstract: "Draw the geometry of regularization: regions, optima, paths, corners, shrinkage, priors.",
    subcommands: [
      RegionCommand.self, PathCommand.self, CornersCommand.self, ShrinkageCommand.self, PriorCommand.self,
      SweepCommand.self,
    ])
}
