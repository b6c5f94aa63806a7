import ArgumentParser
import Rendering

/// Whether a plane is drawn as a map or in space, and from where it is seen then.
struct SceneChoices: ParsableArguments {
  /// Kinds of picture of a plane.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case contours
    case surface
  }

  /// Kinds of height.
  enum Height: String, CaseIterable, ExpressibleByArgument {
    case linear
    case log
  }

  /// Kinds of projection.
  enum Projection: String, CaseIterable, ExpressibleByArgument {
    case perspective
    case orthographic
  }

  @Option(
    name: .customLong("as"),
    help: "Draw planes as contours or as a 3-D surface. (default: contours; one surface is animated in 3-D)")
  var kind: Kind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Direction that a surface is seen from, round its base. (default: \(SceneView().azimuth))",
      valueName: "degrees"))
  var azimuth: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Height that it is seen from, 0 (level) to 90 (above). (default: \(SceneView().elevation))",
      valueName: "degrees"))
  var elevation: Double?

  @Option(help: "perspective or orthographic. (default: perspective)")
  var projection: Projection?

  @Option(help: "Heights: linear or log. (default: as the levels)")
  var heights: Height?

  @Flag(help: "Draw the contour lines on the floor too.")
  var floor = false

  @Flag(help: "One colour between two levels, as on a map.")
  var bands = false

  @Option(
    name: .customLong("path"),
    help: ArgumentHelp("CSV file with a way over the surface: α and β in each line.", valueName: "file"))
  var way: String?

  /// Whether planes are drawn in space.
  var isInSpace: Bool { kind == .surface }

  /// What says how a surface is seen, which a map is not.
  var spatial: OptionUse {
    OptionUse([
      "azimuth": azimuth != nil, "elevation": elevation != nil, "projection": projection != nil,
      "heights": heights != nil, "floor": floor, "bands": bands, "path": way != nil,
    ])
  }

  /// Refuses what a map has no use for.
  func checkUse() throws {
    guard !isInSpace else { return }
    try spatial.refuse("on a contour map, only with --as surface")
  }

  /// The file with the way over the surface, where one is named.
  var inputFiles: [FileRoles.File] { way.file("--path") }

  /// What a picture's name gets, so that a surface does not replace a map.
  var suffix: String { isInSpace ? "-3d" : "" }

  /// How to draw in space; nil for a map.
  func options(clip: Double?) throws -> SceneOptions? {
    guard isInSpace else { return nil }
    let usual = SceneView()
    let (azimuth, elevation) = (azimuth ?? usual.azimuth, elevation ?? usual.elevation)
    guard azimuth.isFinite else { throw Failure(.usage, "--azimuth \(azimuth): give an angle in degrees") }
    guard (0...90).contains(elevation) else {
      throw Failure(.usage, "--elevation \(elevation.formatted(significant: 3)): give 0 to 90 degrees")
    }
    var options = SceneOptions()
    options.view = SceneView(
      azimuth: azimuth, elevation: elevation,
      projection: projection == .orthographic ? .orthographic : usual.projection)
    switch heights {
    case .linear: options.heights = .linear
    case .log: options.heights = .logarithmic
    case nil: options.heights = .scale
    }
    options.clip = clip
    options.colouring = bands ? .bands : .continuous
    options.drawsFloorContours = floor
    return options
  }

  /// The way over the surface, if one was given.
  func path(from source: inout SurfaceSource) throws -> [Point] {
    guard let way else { return [] }
    let text = String(decoding: try source.bytes(of: way), as: UTF8.self)
    var points: [Point] = []
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let numbers = line.split { $0 == "," || $0.isWhitespace }.map { Double($0) }
      if numbers.count >= 2, let x = numbers[0], let y = numbers[1], x.isFinite, y.isFinite {
        points.append(Point(x: x, y: y))
      } else if index > 0 || numbers.contains(where: { $0 != nil }) {
        throw Failure(.data, "\(way): line \(index + 1) has no two numbers; write α and β, e.g. 0.5,-0.2")
      }
    }
    guard points.count > 1 else { throw Failure(.data, "\(way): a way needs two points or more") }
    return points
  }
}
