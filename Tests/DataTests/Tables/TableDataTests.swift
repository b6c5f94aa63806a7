import Data
import Networks
import Storage
import TestSupport
import Testing

@Suite struct TableDataTests {
  private let fixture: TableFixture

  init() throws { fixture = try TableFixture() }

  private static let animals = """
    weight,legs,kind,height
    4,4,cat,0.3
    30,4,dog,0.6
    0.02,2,bird,0.1
    5,4,cat,0.25
    25,4,dog,0.5
    """

  private func resolve(_ change: (inout TableOptions) -> Void = { _ in }) throws -> DatasetDescription {
    var options = TableOptions(trainFile: try fixture.write(Self.animals))
    change(&options)
    return try DatasetDescription.resolve(name: "csv", table: options)
  }

  @Test func `words are classes, sorted by name`() throws {
    let data = try resolve {
      $0.target = "kind"
      $0.testFile = $0.trainFile
    }
    #expect(data.classNames == ["bird", "cat", "dog"] && !data.isRegression)
    #expect(data.shape == SampleShape(channels: 3) && data.title == "t.csv")
    let samples = try data.load(.train)
    #expect(samples.labels == [1, 2, 0, 1, 2])
    guard case .floats(let features) = samples.values else {
      Issue.record("no features")
      return
    }
    #expect(features == [4, 4, 0.3, 30, 4, 0.6, 0.02, 2, 0.1, 5, 4, 0.25, 25, 4, 0.5])
  }

  @Test func `numbers are predicted as numbers, or as classes when asked`() throws {
    let numbers = try resolve {
      ($0.target, $0.columns) = ("legs", ["height", "weight"])
      $0.testFile = $0.trainFile
    }
    #expect(numbers.isRegression && numbers.classNames.isEmpty && numbers.predictedColumn == "legs")
    guard case .numbers(let targets, _) = try numbers.load(.train).targets else {
      Issue.record("no numbers")
      return
    }
    #expect(targets == [4, 4, 2, 4, 4])
    guard case .floats(let features) = try numbers.load(.train).values else {
      Issue.record("no features")
      return
    }
    #expect(features.prefix(4) == [0.3, 4, 0.6, 30])
    let classes = try resolve {
      ($0.target, $0.columns, $0.classify) = ("legs", ["height", "weight"], true)
      $0.testFile = $0.trainFile
    }
    #expect(classes.classNames == ["2", "4"])
    #expect(try classes.load(.train).labels == [1, 1, 0, 1, 1])
  }

  @Test func `classes of numbers are sorted by value, however they are written`() throws {
    let path = try fixture.write("x,y\n1,10\n2,9\n3,10.0\n4,9.5\n")
    let data = try DatasetDescription.resolve(
      name: "csv", table: TableOptions(trainFile: path, testFile: path, target: "y", classify: true))
    #expect(data.classNames == ["9", "9.5", "10"])
    #expect(try data.load(.test).labels == [2, 0, 2, 1])
  }

  @Test func `a share of the rows is kept for testing, every row once`() throws {
    let path = try fixture.write((0..<50).map { [Double($0), Double($0)] })
    func numbers(_ split: Split, seed: UInt64, share: Double? = nil) throws -> [Double] {
      let options = TableOptions(trainFile: path, target: "y", testShare: share, seed: seed)
      let samples = try DatasetDescription.resolve(name: "csv", table: options).load(split)
      guard case .numbers(let numbers, _) = samples.targets else { return [] }
      return numbers
    }
    let (train, test) = (try numbers(.train, seed: 1), try numbers(.test, seed: 1))
    #expect(test.count == 10 && train == train.sorted() && test == test.sorted())
    #expect((train + test).sorted() == (0..<50).map(Double.init))
    #expect(try numbers(.test, seed: 1) == test)
    #expect(try numbers(.test, seed: 2) != test)
    #expect(try numbers(.test, seed: 1, share: 0.5).count == 25)
    // At least one row to test, and two to train.
    #expect(try numbers(.test, seed: 1, share: 0.001).count == 1)
    #expect(throws: DatasetError.table(.tooFewRows(path: path, rows: 50))) {
      try numbers(.test, seed: 1, share: 0.999)
    }
  }

  /// What a network was not trained on must stay so: a checkpoint of version 0.1, which names no method, keeps its rows.
  @Test func `the rows that a seed keeps for testing never change`() throws {
    let path = try fixture.write((0..<50).map { [Double($0), Double($0)] })
    let data = try DatasetDescription.resolve(
      name: "csv", table: TableOptions(trainFile: path, target: "y", seed: 1))
    let text = JSONText.encode(data)
    let formerText = text.replacing(#""division":"own-stream","#, with: "")
    #expect(formerText != text)
    let former: DatasetDescription = try JSONText.decode(formerText, path: "", what: "")
    func kept(_ data: DatasetDescription) throws -> [Double] {
      guard case .numbers(let numbers, _) = try data.load(.test).targets else { return [] }
      return numbers
    }
    #expect(try kept(data) == [2, 18, 19, 20, 29, 38, 42, 44, 47, 48])
    #expect(try kept(former) == [0, 5, 8, 26, 30, 31, 34, 37, 41, 46])
    #expect(JSONText.encode(former) == formerText)
  }

  @Test func `columns of the test file are found by name`() throws {
    let test = try fixture.write("kind;height;extra;legs;weight\ndog;0.5;x;4;20\n", to: "test.csv")
    let data = try resolve { ($0.target, $0.testFile) = ("kind", test) }
    let samples = try data.load(.test)
    guard case .floats(let features) = samples.values else { return }
    #expect(features == [20, 4, 0.5] && samples.labels == [2])
    #expect(try data.load(.train).count == 5)
  }

  @Test func `a table is described in text and found after moving`() throws {
    let data = try resolve { $0.target = "kind" }
    let read: DatasetDescription = try JSONText.decode(JSONText.encode(data), path: "", what: "")
    #expect(read == data)
    #expect(try read.load(.test).digest == data.load(.test).digest)
    let moved = data.relocated(to: "elsewhere")
    #expect(throws: DatasetError.file(.missing(path: "elsewhere/t.csv"))) { try moved.load(.train) }
    let damaged = JSONText.encode(data).replacing("\"testShare\":0.2", with: "\"testShare\":2")
    #expect(throws: StorageError.self) {
      let _: DatasetDescription = try JSONText.decode(damaged, path: "", what: "")
    }
  }

  @Test func `what cannot be learnt from is refused with its place`() throws {
    let path = fixture.folder.file("bad.csv")
    func error(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> TableError? {
      var options = TableOptions(
        trainFile: try fixture.write(text, to: "bad.csv"), testFile: path, target: "y")
      change(&options)
      do {
        _ = try DatasetDescription.resolve(name: "csv", table: options)
        return nil
      } catch DatasetError.table(let error) { return error }
    }
    func position(_ row: Int, _ column: Int, _ name: String, in path: String? = nil) -> TableError.Position {
      TableError.Position(
        path: path ?? fixture.folder.file("bad.csv"), row: row, line: row + 1, column: column, name: name)
    }
    let good = "a,y\n1,2\n3,4\n"
    #expect(try error(good) == nil)
    #expect(try error(good) { $0.target = nil } == .targetNeeded(path: path, names: ["a", "y"]))
    #expect(
      try error(good) { $0.target = "z" }
        == .unknownColumn(option: "target", name: "z", path: path, names: ["a", "y"]))
    #expect(try error(good) { $0.columns = ["a", "y"] } == .inputIsTarget(name: "y"))
    #expect(try error(good) { $0.columns = ["a", "a"] } == .inputNamedTwice(name: "a"))
    #expect(try error("y\n2\n4\n") == .noInputs(path: path, target: "y"))
    #expect(try error("a,y\nb,2\nc,4\n") == .words(path: path, name: "a"))
    #expect(try error("a,y\n1,2\n1e31,4\n") == .tooLarge(position(2, 1, "a"), entry: "1e+31"))
    #expect(try error("a,y\n1,2\n1,4\n") == .constant(path: path, name: "a", isTarget: false))
    #expect(try error("a,y\n1,2\n2,2\n") == .constant(path: path, name: "y", isTarget: true))
    #expect(try error("a,y\n1,b\n2,b\n") == .constant(path: path, name: "y", isTarget: true))
    #expect(try error("a,y\n1,2\n,4\n") == .missingEntry(position(2, 1, "a")))
    #expect(try error("a,y\n1,2\n2,\n") == .missingEntry(position(2, 2, "y")))
    #expect(try error("a,y\n1,2\n2,NA\n") == .notANumber(position(2, 2, "y"), entry: "NA"))
    #expect(try error("a,y\n1,2\n") == .tooFewRows(path: path, rows: 1))
    #expect(try error(good) { $0.testFile = nil } == .tooFewRows(path: path, rows: 2))
  }

  @Test func `a test file that does not go with the training file is refused`() throws {
    let train = try fixture.write("a,y\n1,cat\n2,dog\n")
    func error(_ text: String) throws -> DatasetError? {
      let options = TableOptions(
        trainFile: train, testFile: try fixture.write(text, to: "test.csv"), target: "y")
      do {
        _ = try DatasetDescription.resolve(name: "csv", table: options)
        return nil
      } catch { return error }
    }
    let path = fixture.folder.file("test.csv")
    let position = TableError.Position(path: path, row: 2, line: 3, column: 2, name: "y")
    #expect(try error("a,y\n1,dog\n") == nil)
    #expect(try error("b,y\n1,cat\n") == .table(.missingColumn(path: path, name: "a", trainPath: train)))
    #expect(try error("a\n1\n") == .table(.missingColumn(path: path, name: "y", trainPath: train)))
    #expect(
      try error("a,y\n1,dog\n3,owl\n")
        == .table(.unknownClass(position, entry: "owl", classes: ["cat", "dog"])))
  }

  @Test func `a share for testing lies between 0 and 1`() throws {
    for share in [0, 1, -1, Double.nan] {
      #expect(throws: DatasetError.self) { try resolve { ($0.target, $0.testShare) = ("kind", share) } }
    }
  }
}
