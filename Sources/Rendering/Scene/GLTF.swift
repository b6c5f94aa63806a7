/// The description in a glTF file of one mesh, whose arrays follow one another in the file's data.
struct GLTF: Encodable {
  struct Asset: Encodable {
    let version = "2.0"
    let generator: String
    let extras: Extras
  }

  /// What the mesh shows.
  struct Extras: Encodable {
    let title: String
    let description: String
    let lossName: String
    let logarithmicHeights: Bool
    let alpha: [Double]
    let beta: [Double]
    /// Loss at the floor and at the top of the box.
    let loss: [Double]
    /// Extent along x, y (upwards) and z.
    let boxSize: [Double]
    let checkpointDigest: String
    let dataDigest: String
    /// In decimal, since JSON's numbers are not as wide.
    let directionSeeds: [String]
  }

  struct SceneList: Encodable { let nodes = [0] }

  struct Node: Encodable {
    let mesh = 0
    let name: String
  }

  struct Mesh: Encodable {
    let name: String
    let primitives = [Primitive()]
  }

  struct Primitive: Encodable {
    let attributes = ["POSITION": 0, "NORMAL": 1, "COLOR_0": 2, "_LOSS": 3]
    let indices = 4
    let material = 0
    /// Triangles.
    let mode = 4
  }

  struct Material: Encodable {
    struct Roughness: Encodable {
      let metallicFactor = 0.0
      let roughnessFactor = 0.9
    }

    let name = "loss"
    let doubleSided = true
    let pbrMetallicRoughness = Roughness()
  }

  struct Accessor: Encodable {
    let bufferView: Int
    /// 5126 for numbers of 32 bits, 5125 for unsigned integers.
    let componentType: Int
    let count: Int
    let type: String
    var min: [Float]?
    var max: [Float]?
  }

  struct BufferView: Encodable {
    let buffer = 0
    let byteOffset: Int
    let byteLength: Int
    /// 34962 for vertices, 34963 for indices.
    let target: Int
  }

  struct Buffer: Encodable { let byteLength: Int }

  let asset: Asset
  let scene = 0
  let scenes = [SceneList()]
  let nodes: [Node]
  let meshes: [Mesh]
  let materials = [Material()]
  let accessors: [Accessor]
  let bufferViews: [BufferView]
  let buffers: [Buffer]

  init(_ geometry: SceneModel.Geometry, name: String, generator: String, extras: Extras) {
    asset = Asset(generator: generator, extras: extras)
    nodes = [Node(name: name)]
    meshes = [Mesh(name: name)]
    let bounds = geometry.bounds
    let count = geometry.count
    accessors = [
      Accessor(
        bufferView: 0, componentType: 5126, count: count, type: "VEC3", min: bounds.least,
        max: bounds.greatest),
      Accessor(bufferView: 1, componentType: 5126, count: count, type: "VEC3"),
      Accessor(bufferView: 2, componentType: 5126, count: count, type: "VEC4"),
      Accessor(bufferView: 3, componentType: 5126, count: count, type: "SCALAR"),
      Accessor(bufferView: 4, componentType: 5125, count: geometry.indices.count, type: "SCALAR"),
    ]
    var views: [BufferView] = []
    var offset = 0
    for (words, target) in [
      (geometry.positions.count, 34962), (geometry.normals.count, 34962), (geometry.colours.count, 34962),
      (geometry.losses.count, 34962), (geometry.indices.count, 34963),
    ] {
      views.append(BufferView(byteOffset: offset, byteLength: 4 * words, target: target))
      offset += 4 * words
    }
    bufferViews = views
    buffers = [Buffer(byteLength: offset)]
  }
}
