import Formats
import Models

/// Models as files of other programs.
///
/// What is written takes the samples as they are in their files, pixels from 0 to 1, and gives the network's outputs:
/// the normalization of samples is part of the network, and so is the scale of a number that is predicted. Batch
/// normalization and dropout are in their form of inference; loss and labels are not written.
package enum ModelExport {
  /// The model as ONNX of opset 21, with the number of samples left open as `n`.
  ///
  /// Initializers have the names and the order of numbers that an imported model's file gave them, and those of PyTorch
  /// in a model that was trained here.
  ///
  /// - Parameters:
  ///   - program: name and version of what writes.
  ///   - path: the file that the bytes are for; names it in errors.
  /// - Throws: `InterchangeError.node` for an operation that ONNX does not have, `.format` for a model of 2 GiB.
  package static func onnx(_ model: Model, program: String, path: String) throws(InterchangeError) -> [UInt8]
  {
    let export = ONNXExport(model, path: path)
    let graph = try export.foreignGraph()
    let words = program.split(separator: " ", maxSplits: 1).map(String.init)
    let writer = ONNXModelWriter(
      producer: words.first ?? program, version: words.count > 1 ? words[1] : "", opset: ONNXExport.opset,
      ir: ONNXExport.ir)
    do throws(FormatError) {
      return try writer.bytes(
        of: graph, name: model.name.isEmpty ? "network" : model.name, metadata: model.exportedFacts,
        path: path)
    } catch { throw .format(error) }
  }
}
