/// Places numbers and names around the box for any size of it.
final class SceneAnnotator {
  /// How much is written around the box.
  enum Detail: CaseIterable {
    case namesAndNumbers
    case numbers
    case nothing
  }

  /// A round number on an axis.
  struct Tick {
    let label: TextBlock
    /// Where it lies between the axis' ends, 0...1.
    let share: Double
    /// In the camera's plane, y downwards.
    let place: Point
  }

  let camera: SceneCamera
  let choice: SceneAxisChoice
  /// The box's corners in the camera's plane, y downwards.
  let corners: [Point]
  private let box: SceneBox
  private let centre: Point
  /// For each axis its ticks for each wished number of them.
  private let ticks: [[Int: [Tick]]]
  private let names: [String]
  private let setting: PanelSetting
  /// Sizes of the texts measured so far: the same few texts are placed again and again.
  private var sizes: [TextBlock: Size] = [:]

  struct Size {
    let width: Double
    let height: Double
  }

  /// Greatest number of ticks that is wished for.
  static let greatestTickCount = 6

  init(_ scene: Scene, _ setting: PanelSetting) {
    let box = scene.box
    let camera = SceneCamera(scene.options.view, around: box.centre, radius: box.radius)
    let choice = SceneAxisChoice(box, camera)
    self.box = box
    self.camera = camera
    self.choice = choice
    self.setting = setting
    names = scene.names
    corners = (0..<8).map { Self.plane(box.corner($0), camera) }
    centre = Self.plane(box.centre, camera)
    ticks = (0..<3).map { axis in
      let start = box.corner(choice.edges[axis]?.start ?? 0)
      return Dictionary(
        uniqueKeysWithValues: (2...Self.greatestTickCount).map { count in
          let ticks = scene.ticks(axis: axis, count: count)
          return (
            count,
            zip(ticks.labels, ticks.values).map { label, value in
              let share = scene.share(of: value, axis: axis)
              var place = start
              place[axis] += share * box.size[axis]
              return Tick(
                label: TextBlock(label, size: FigureStyle.tickSize, colour: setting.theme.ink), share: share,
                place: Self.plane(place, camera))
            }
          )
        })
    }
  }

  private static func plane(_ point: SIMD3<Double>, _ camera: SceneCamera) -> Point {
    let projected = camera.project(point).position
    return Point(x: projected.x, y: -projected.y)
  }

  /// An axis' ticks for a wished number of them.
  func ticks(axis: Int, count: Int) -> [Tick] { ticks[axis][count] ?? [] }

  /// A text's size, see `Typesetter.size(of:)`.
  func size(of text: TextBlock) -> Size {
    if let size = sizes[text] { return size }
    let measured = setting.typesetter.size(of: text)
    let size = Size(width: measured.width, height: measured.height)
    sizes[text] = size
    return size
  }

  /// What stands beside each axis when a unit of the camera's plane is `scale` points long.
  func annotations(at scale: Double, _ detail: Detail) -> [SceneAnnotation] {
    guard detail != .nothing else { return [SceneAnnotation](repeating: SceneAnnotation(), count: 3) }
    var annotations = (0..<3).map { axis -> SceneAnnotation in
      guard let edge = choice.edges[axis] else { return SceneAnnotation() }
      return SceneAnnotation(
        axis: axis, from: corners[edge.start], to: corners[edge.end], centre: centre,
        away: axis < 2 ? opposite(of: edge) : nil, scale: scale, annotator: self)
    }
    guard detail == .namesAndNumbers else { return annotations }
    for axis in annotations.indices where !names[axis].isEmpty {
      let text = TextBlock(
        names[axis], size: FigureStyle.labelSize, colour: setting.theme.ink, alignment: .centre,
        wrapping: TextBlock.Wrapping(width: max(1.15 * annotations[axis].length, 72), lines: 2))
      annotations[axis].addName(
        text, size: size(of: text), scale: scale,
        avoiding: annotations.flatMap(\.labels) + annotations.compactMap(\.name))
    }
    return annotations
  }

  /// Middle of the edge on the other side of the floor or top.
  private func opposite(of edge: SceneBox.Edge) -> Point {
    var middle = (box.corner(edge.start) + box.corner(edge.end)) / 2
    middle[1 - edge.axis] *= -1
    return Self.plane(middle, camera)
  }
}
