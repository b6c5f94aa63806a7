import Models

extension ModelExport {
  /// The model as an archive that `torch.export.load` of PyTorch 2.13 opens, with the number of samples left open.
  ///
  /// The `state_dict` has the names of `safetensors(_:)`; other numbers are constants.
  ///
  /// - Parameter path: the file that the bytes are for; names it in errors.
  /// - Throws: `InterchangeError.node` for an operation that ATen does not have, and `.network` for names of parameters
  ///   that no module can have.
  package static func torchExport(_ model: Model, path: String) throws(InterchangeError) -> [UInt8] {
    let export = TorchGraphExport(model, path: path)
    let output = try export.run()
    return TorchExportArchive(export: export, output: output).bytes()
  }
}
