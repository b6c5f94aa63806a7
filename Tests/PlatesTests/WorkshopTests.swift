import Data
import Evaluation
import Models
import Networks
import Plates
import Probing
import Rendering
import Storage
import Surfaces
import TestSupport
import Testing
import Training

/// A plate of a tiny run on generated points.
private struct TinyPlate: Plate {
  struct Results: Codable, Sendable {
    let losses: [Double]
    let surface: [Double]
  }

  var name = "tiny"
  var revision = 1

  var about: PlateDescription {
    PlateDescription(
      name: name, chapter: .signals, rows: [1], title: Words("Tiny", "작은"),
      lesson: Words("It falls.", "내려간다."), next: Words("More", "더"), command: "landscape train")
  }

  func runs(_ effort: Effort) throws -> [PlateRun] { [try run(effort)] }

  func views(_ effort: Effort) throws -> [PlateView] { [try view(effort)] }

  private func run(_ effort: Effort) throws -> PlateRun {
    PlateRun(
      "points",
      TrainingConfiguration(
        dataset: try .resolve(name: "blobs", generator: GeneratorOptions(trainCount: 60, testCount: 30)),
        architecture: try Architecture(name: "mlp", widths: [4]), epochs: effort.pick(3, quick: 2),
        batchSize: 20, optimizer: .init(learningRate: 0.05)),
      snapshotsPerEpoch: 1)
  }

  private func view(_ effort: Effort) throws -> PlateView {
    PlateView(of: try run(effort), x: try Axis(parsing: "-1:1:3"), y: nil, samples: 60)
  }

  func results(from workshop: Workshop) throws -> Results {
    let checkpoint = try workshop.checkpoint(try run(workshop.effort))
    let trajectory = try workshop.trajectory(try run(workshop.effort))
    #expect(trajectory.epochs.count == checkpoint.log.count + 1)
    return Results(
      losses: checkpoint.log.map(\.trainLoss),
      surface: try workshop.surface(try view(workshop.effort)).loss)
  }

  func claims(_ results: Results) -> [Claim] {
    [
      Claim(Words("It falls in 3 epochs.", "3세대 동안 내려간다."), results.losses[1] < results.losses[0]),
      Claim(Words("It rises 9 times.", "9번 오른다."), false),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words("\(results.losses.count) epochs.", "\(results.losses.count)세대.")
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let series = SeriesLayer(
      "loss", x: results.losses.indices.map(Double.init), y: results.losses, style: SeriesStyle(0))
    return PlateDrawing([Plot(x: AxisDescription("epoch"), y: AxisDescription("loss"), layers: [series])])
  }
}

@Suite struct WorkshopTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes the plate; returns its results' file, and what the workshop did.
  private func make(
    _ plate: TinyPlate = TinyPlate(), effort: Effort = .full, stop: StopRequest = StopRequest(),
    watch: @escaping (Workshop.Event) -> Void = { _ in }
  ) throws -> (bytes: [UInt8], trained: Int, probed: Int, damaged: Int) {
    var (trained, probed, damaged) = (0, 0, 0)
    let workshop = Workshop(effort: effort, folder: folder.path, program: "test", stop: stop) { event in
      switch event {
      case .training(_, .epoch): trained += 1
      case .probing(_, .started): probed += 1
      case .damaged: damaged += 1
      default: break
      }
      watch(event)
    }
    return (try plate.compute(in: workshop), trained, probed, damaged)
  }

  @Test func `a run is made once`() throws {
    let first = try make()
    #expect((first.trained, first.probed, first.damaged) == (3, 1, 0))
    let again = try make()
    #expect((again.trained, again.probed, again.damaged) == (0, 0, 0))
    #expect(again.bytes == first.bytes)
    // A plate by another name needs the same runs.
    let other = try make(TinyPlate(name: "other"))
    #expect((other.trained, other.probed) == (0, 0))
    #expect(other.bytes != first.bytes)
  }

  @Test func `reduced runs are runs of their own, and the legend says so`() throws {
    let quick = try make(effort: .quick)
    #expect(quick.trained == 2)
    #expect(try make().trained == 3)
    let exhibit = try TinyPlate().exhibit(reading: quick.bytes, path: "x")
    #expect(exhibit.effort == .quick)
    #expect(exhibit.legend.english.hasSuffix("Reduced runs (--quick)."))
    #expect(try exhibit.runs == TinyPlate().digest(.quick))
    #expect(try exhibit.runs != TinyPlate().digest(.full))
  }

  @Test func `an interrupted run goes on with the same result`() throws {
    let stop = StopRequest()
    #expect(throws: TrainingError.self) {
      try make(stop: stop) { event in
        if case .training(_, .epoch(let record)) = event, record.epoch == 2 { stop.stop() }
      }
    }
    let rest = try make()
    #expect(rest.trained == 1)
    let elsewhere = try WorkshopTests()
    #expect(try elsewhere.make().bytes == rest.bytes)
  }

  @Test func `what is damaged is recomputed`() throws {
    let first = try make()
    for name in try folder.names { try AtomicFile.replace(path: folder.file(name), with: [1, 2, 3]) }
    let again = try make()
    #expect((again.trained, again.probed, again.damaged) == (3, 1, 2))
    #expect(again.bytes == first.bytes)
  }

  @Test(arguments: [".ckpt", ".surface"])
  func `a run that another process is making is left alone`(ending: String) throws {
    _ = try make()
    let name = try #require(try folder.names.first { $0.hasSuffix(ending) })
    try AtomicFile.replace(path: folder.file(name), with: [1, 2, 3])
    let lock = try FileLock(folder.file(name))
    defer { lock.release() }
    #expect {
      try make()
    } throws: { error in
      switch error {
      case TrainingError.storage(.locked), ProbingError.storage(.locked): true
      default: false
      }
    }
    #expect(try content(folder.file(name)) == [1, 2, 3])
  }

  @Test func `parameters along the way that are lost are recomputed with their run`() throws {
    let first = try make()
    let name = try #require(try folder.names.first { $0.hasSuffix(".trajectory") })
    try AtomicFile.replace(path: folder.file(name), with: [1, 2, 3])
    let again = try make()
    #expect((again.trained, again.probed, again.damaged) == (3, 0, 1))
    #expect(again.bytes == first.bytes)
  }

  @Test func `the exhibit says what holds`() throws {
    let exhibit = try TinyPlate().exhibit(reading: try make().bytes, path: "x")
    #expect(exhibit.alternative(.english) == "Tiny. It falls in 3 epochs.")
    #expect(exhibit.legend.english == "It falls. 3 epochs.")
    #expect(exhibit.claims.map(\.holds) == [true, false])
    let chart = exhibit.chart(in: .dark, .korean)
    #expect(chart.title == "작은")
    #expect(chart.caption == "내려간다. 3세대.")
    let page = GalleryPage(exhibits: [exhibit]).text
    #expect(page.contains("landscape gallery tiny") && !page.contains("9 times"))
  }

  @Test func `results of another plate, or of none, are refused`() throws {
    let bytes = try make().bytes
    #expect(throws: StorageError.self) { try TinyPlate(name: "other").exhibit(reading: bytes, path: "x") }
    #expect(throws: StorageError.self) { try TinyPlate().exhibit(reading: [123], path: "x") }
    #expect(throws: StorageError.self) {
      try TinyPlate().exhibit(reading: Array(bytes.dropLast(20)), path: "x")
    }
  }

  @Test func `another revision makes results stale`() throws {
    #expect(try TinyPlate(revision: 2).digest(.full) != TinyPlate().digest(.full))
  }
}
