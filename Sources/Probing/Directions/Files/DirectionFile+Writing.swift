import Formats
import Storage

extension DirectionFile {
  /// Writes directions of a network as they are, replacing the file as a whole: HDF5 in the order of PyTorch's `parameters()`,
  /// or of the `state_dict` where running statistics move, the others by name.
  ///
  /// - Throws: `FormatError`.
  package static func write(
    _ directions: [Direction], of target: DirectionTarget, as kind: Kind, to path: String
  ) throws(FormatError) {
    let components = directions.map(\.components)
    switch kind {
    case .hdf5: try HDF5File.write(path, ordered(components, target))
    case .numpy:
      let arrays = named(components, target).map { name, tensor in
        (name: name, array: NumPyArray.file(tensor.floats(), extents: tensor.extents))
      }
      try storing { () throws(StorageError) in
        try AtomicFile.replace(path: path, with: NumPyArchive.file(arrays))
      }
    case .safetensors:
      var file = TensorFile()
      for (name, tensor) in named(components, target) {
        file.add(name, shape: tensor.extents, tensor.floats())
      }
      let complete = file
      try storing { () throws(StorageError) in try complete.write(to: path) }
    }
  }

  /// Names of the published script's groups.
  private static let groups = ["xdirection", "ydirection"]

  private static func ordered(
    _ components: [[Float]], _ target: DirectionTarget
  ) -> [(path: String, tensor: ForeignTensor)] {
    let moving = components.contains { direction in
      target.blocks.contains { !isTrainable($0, target) && moves($0, direction, target) }
    }
    let names = moving ? target.stateNames : target.parameters.map(\.name)
    return zip(groups, components).flatMap { group, direction in
      names.enumerated().map { number, name in
        let tensor = target.block(named: name).map { Self.tensor($0, direction, target) }
        return (path: "\(group)/\(number)", tensor: tensor ?? zero)
      }
    }
  }

  private static func named(
    _ components: [[Float]], _ target: DirectionTarget
  ) -> [(name: String, tensor: ForeignTensor)] {
    components.enumerated().flatMap { number, direction in
      target.blocks.filter { isTrainable($0, target) || moves($0, direction, target) }.map { block in
        (name: "\(number)/\(block.name)", tensor: tensor(block, direction, target))
      }
    }
  }

  /// What a counter of batches is changed by.
  private static var zero: ForeignTensor { ForeignTensor([0], extents: []) }

  private static func tensor(
    _ block: DirectionTarget.Block, _ direction: [Float], _ target: DirectionTarget
  ) -> ForeignTensor {
    let numbers = Array(direction[target.layout.blocks[block.index].range])
    return ForeignTensor(block.toFile(numbers), extents: block.extents)
  }

  private static func isTrainable(_ block: DirectionTarget.Block, _ target: DirectionTarget) -> Bool {
    target.layout.blocks[block.index].role.isTrainable
  }

  private static func moves(
    _ block: DirectionTarget.Block, _ direction: [Float], _ target: DirectionTarget
  ) -> Bool {
    direction[target.layout.blocks[block.index].range].contains { $0 != 0 }
  }

  private static func storing(_ body: () throws(StorageError) -> Void) throws(FormatError) {
    do throws(StorageError) { try body() } catch { throw .storage(error) }
  }
}
