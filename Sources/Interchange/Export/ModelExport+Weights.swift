import Data
import Models
import Networks
import Storage

extension ModelExport {
  /// The model's `state_dict` as safetensors: parameters and buffers under PyTorch's names, in its order of numbers.
  ///
  /// An imported model has the names of its file, in their order there; a tensor that the file had under several names
  /// is under one of them. How samples are to be normalized is in the metadata.
  package static func safetensors(_ model: Model) -> TensorFile {
    var file = TensorFile(
      metadata: model.exportedFacts.merging(model.normalizationFacts) { first, _ in first })
    file.metadata["format"] = "pt"
    var written: Set<String> = []
    for parameter in ordered(model) where written.insert(parameter.name).inserted {
      file.add(parameter.name, shape: parameter.tensor.extents, parameter.tensor.floats())
    }
    return file
  }

  /// The tensors in the order of the original file, those that were not in it after them.
  private static func ordered(_ model: Model) -> [ExportedParameter] {
    let parameters = ExportedParameter.all(of: model)
    guard let names = model.imported?.stateNames else { return parameters }
    let positions = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    return parameters.enumerated().sorted {
      (positions[$0.element.name] ?? names.count, $0.offset) < (
        positions[$1.element.name] ?? names.count, $1.offset
      )
    }.map(\.element)
  }
}

extension Model {
  /// What is done to samples before they enter the network, where that is anything, and to a number that is predicted.
  fileprivate var normalizationFacts: [String: String] {
    var facts: [String: String] = [:]
    if preprocessing.mean.contains(where: { $0 != 0 }) || preprocessing.deviation.contains(where: { $0 != 1 })
    {
      facts["landscape.mean"] = JSONText.encode(preprocessing.mean)
      facts["landscape.deviation"] = JSONText.encode(preprocessing.deviation)
    }
    if let target = preprocessing.target {
      facts["landscape.target-mean"] = JSONText.encode(target.mean)
      facts["landscape.target-deviation"] = JSONText.encode(target.deviation)
    }
    return facts
  }
}
