/// What an imported network was in the file that it comes from.
package struct ImportRecord: Codable, Hashable, Sendable {
  /// The file's format, such as `PyTorch export` or `ONNX`.
  package let format: String
  /// What wrote the file, such as `pytorch 2.13.0`, where it says so.
  package let producer: String?
  /// Names of the inputs, in the order of the network's.
  package let inputs: [String]
  /// Name of the output that is used.
  package let output: String
  /// In the order of the layout's blocks.
  package let origins: [ParameterOrigin]
  /// All names of the file's parameters and buffers in its order, so that a `state_dict` can be put together again.
  package let stateNames: [String]
  /// First names of tensors that the file has under two.
  package let ties: [String: String]
  /// What a user should know of the translation, one sentence each.
  package let remarks: [String]
  /// Layers whose weights hold the batch normalization after them as well, multiplied in by an exporter; nil for none.
  ///
  /// Such weights are no trained tensors.
  package let foldedLayers: Int?
  /// Extents of the inputs for one sample, where the file leaves some open and they come from data; nil where it leaves none.
  package let extents: [[Int]]?
  /// What the network is called whose architecture was taken from names and shapes; nil where the file has a graph.
  ///
  /// Weights do not say how large a sample is: the network may be made for other extents.
  package let family: String?

  package init(
    format: String, producer: String?, inputs: [String], output: String, origins: [ParameterOrigin],
    stateNames: [String],
    ties: [String: String] = [:], remarks: [String], foldedLayers: Int? = nil,
    extents: [[Int]]? = nil, family: String? = nil
  ) {
    self.format = format
    self.producer = producer
    self.inputs = inputs
    self.output = output
    self.origins = origins
    self.stateNames = stateNames
    self.ties = ties
    self.remarks = remarks
    self.foldedLayers = foldedLayers
    self.extents = extents
    self.family = family
  }
}
