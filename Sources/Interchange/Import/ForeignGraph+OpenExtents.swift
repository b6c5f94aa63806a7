import Formats

extension ForeignGraph {
  /// Extents that inputs leave open beside the number of samples, such as the height of images: each input with its own.
  ///
  /// What a network is measured on says what they are; see `ModelImport.Options.extents`.
  package var openExtents: [(input: String, extents: [String])] {
    let batch = InputBinding.batchSymbol(self)
    return inputs.compactMap { input in
      let names = (input.extents ?? []).compactMap { extent -> String? in
        guard case .symbol(let name) = extent, extent != batch else { return nil }
        return name
      }
      return names.isEmpty ? nil : (input.name, names)
    }
  }
}
