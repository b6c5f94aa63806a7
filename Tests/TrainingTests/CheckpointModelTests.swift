import Models
import Networks
import Storage
import Testing
import Training

/// A checkpoint as a model with a run's state.
@Suite struct CheckpointModelTests {
  @Test func `the model in a checkpoint's file can be read without the run's state`() throws {
    let run = try TinyRun(epochs: 1)
    let checkpoint = try run.train()
    let model = try Model.read(run.path)
    #expect(model.graph == checkpoint.graph)
    #expect(model.parameters == checkpoint.parameters)
    #expect(model.preprocessing == checkpoint.normalization)
    #expect(model.digest == checkpoint.digest)
    #expect(model.name == "mlp")
    let names = ["class 1", "class 2", "class 3"]
    #expect(model.task == PredictionTask(.classes(names: names), loss: .crossEntropy))
    #expect(model.source.program == "test")
    #expect(run.path.hasSuffix("/\(model.source.fileName ?? "?")"))
  }

  @Test func `a model that was written alone has the checkpoint's digest`() throws {
    let run = try TinyRun(epochs: 1)
    let checkpoint = try run.train()
    let path = run.folder.file("alone.model")
    try checkpoint.model.write(to: path)
    #expect(try Model.read(path).digest == checkpoint.digest)
    #expect(throws: StorageError.foreign(path: path, expected: "checkpoint")) { try Checkpoint.read(path) }
  }
}
