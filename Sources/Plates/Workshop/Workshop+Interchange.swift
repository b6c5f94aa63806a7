import Interchange
import Models

extension Workshop {
  /// The network of a run by way of a file of another program: exported, and imported from that.
  ///
  /// - Throws: `TrainingError`, `InterchangeError` or `DatasetError`.
  func imported(_ run: PlateRun, from format: ModelExport.Format) throws -> Model {
    let trained = try checkpoint(run).model
    let path = path(run, format.rawValue)
    try ModelExport.write(trained, as: format, program: program, to: path)
    return try ModelImport.model(path, program: program)
      .measured(on: samples(run.training.dataset, .train), classNames: run.training.dataset.classNames)
  }
}
