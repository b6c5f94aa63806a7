import Formats
import Models
import Networks
import Numerics

/// A block of a model's parameters as a tensor of another program's file.
struct ExportedParameter {
  /// The name in the file.
  let name: String
  /// The numbers in the file's order.
  let tensor: ForeignTensor
  /// What leads from the file's form to the block's.
  let steps: [ViewStep]
  let role: ParameterRole

  /// The tensors of all blocks, in the order of the layout.
  ///
  /// An imported model's blocks have their names and orders of numbers of the file that they come from. Two blocks of
  /// one tensor keep its name only if their numbers are the same in the file's order: they may have been moved apart.
  static func all(of model: Model) -> [ExportedParameter] {
    let origins = model.imported?.origins ?? []
    let blocks = ParameterLayout(model.graph).blocks
    // A block's own name is taken, whichever block an original name belongs to.
    let own = Set(
      blocks.indices.filter { !origins.indices.contains($0) || origins[$0].name == nil }.map {
        blocks[$0].name
      })
    var written: [String: ForeignTensor] = [:]
    return blocks.enumerated().map { index, block in
      let numbers = Array(model.parameters[block.range])
      if origins.indices.contains(index), let original = original(block, numbers, origins[index]),
        !own.contains(original.name),
        written[original.name].map({ $0.hasNumbers(of: original.tensor) }) ?? true
      {
        written[original.name] = original.tensor
        return original
      }
      var name = block.name
      while written[name] != nil { name += "_" }
      let tensor = ForeignTensor(numbers, extents: block.shape)
      written[name] = tensor
      return ExportedParameter(name: name, tensor: tensor, steps: [], role: block.role)
    }
  }

  private static func original(
    _ block: ParameterBlock, _ numbers: [Float], _ origin: ParameterOrigin
  ) -> ExportedParameter? {
    guard let name = origin.name, !name.isEmpty, origin.block == block.name, origin.leads(to: block.shape)
    else {
      return nil
    }
    return ExportedParameter(
      name: name, tensor: ForeignTensor(origin.numbers(toFile: numbers), extents: origin.extents),
      steps: origin.steps, role: block.role)
  }
}

extension ParameterOrigin {
  /// Whether the steps are possible, and end at a form: a file may claim anything.
  fileprivate func leads(to shape: [Int]) -> Bool {
    guard extents.allSatisfy({ $0 > 0 }), ForeignTensor.fits(extents, count: shape.reduce(1, *)) else {
      return false
    }
    var form = extents
    for step in steps {
      switch step {
      case .permute(let axes): guard axes.sorted() == Array(form.indices) else { return false }
      case .reshape(let target):
        guard target.allSatisfy({ $0 > 0 }), ForeignTensor.fits(target, count: shape.reduce(1, *)) else {
          return false
        }
      // Rows in another order, as ONNX has gates: such blocks keep the order and the name they have here.
      case .reorder: return false
      }
      form = step.extents(of: form)
    }
    return form == shape
  }
}

extension ForeignTensor {
  /// Whether extents make so many elements.
  fileprivate static func fits(_ extents: [Int], count: Int) -> Bool {
    extents.checkedProduct(limit: count) == count
  }

  fileprivate func hasNumbers(of other: ForeignTensor) -> Bool {
    extents == other.extents && storage.bytes == other.storage.bytes
  }
}
