import Numerics
import Regularization

/// A region's picture as a whole process, corner draws, and lasso paths beside scikit-learn.
struct GeometryBench {
  let landscape: String
  /// With scikit-learn; nil to leave it out.
  let python: String?
  let rounds: Int
  let folder: String

  func run() {
    let regions = (0..<5 * rounds).map { _ in
      Run([landscape, "geometry", "region", "-q", "-o", "\(folder)/region.png"]).seconds * 1000
    }
    print("region to PNG of 1600×1300: \(text(median(regions), 0)) ms")
    corners()
    paths()
  }

  private func corners() {
    do throws(RegularizationError) {
      let region = try ConstraintRegion(penalty: .l1, budget: 2)
      let experiment = try CornerExperiment(region: region, losses: .positiveDefinite, seed: 1)
      var share = 0.0
      let times = (0..<rounds).map { _ in
        seconds { share = experiment.share(draws: 10_000_000).share }
      }
      print(
        "corners: \(text(10 / median(times), 1)) million draws/s, \(text(100 * share, 2)) % at a corner")
    } catch { Run.fail("no experiment: \(error)") }
  }

  /// 10,000 × 1,000, 50 coefficients that are not zero.
  private func paths() {
    let (rows, columns) = (10_000, 1_000)
    var stream = SeededGenerator(seed: 1, for: .regressionTable)
    let values = (0..<rows * columns).map { _ in stream.normal() }
    let coefficients = (0..<50).map { _ in stream.normal() }
    let response = (0..<rows).map { row in
      coefficients.indices.reduce(stream.normal()) { $0 + coefficients[$1] * values[$1 * rows + row] }
    }
    guard let table = try? RegressionTable(columnMajor: values, rows: rows, response: response) else {
      Run.fail("no table")
    }
    let settings = RegressionSettings()
    var ours: (lars: [Double], grid: [Double]) = ([], [])
    var theirs: (lars: [Double], grid: [Double]) = ([], [])
    for _ in 0..<rounds {
      ours.lars.append(seconds { _ = LassoHomotopy.path(table, settings, largestActive: 500) })
      guard var grid = try? ElasticNetPath(penalty: .l1) else { Run.fail("no path") }
      grid.tolerance = 1e-4
      ours.grid.append(seconds { _ = grid.path(table) })
      guard let python else { continue }
      let figures = Run([python, "Benchmarks/Scripts/sklearn_paths.py"]).output.split(separator: " ")
        .compactMap { Double($0.filter { $0.isNumber || $0 == "." }) }
      guard figures.count == 2 else { Run.fail("the scikit-learn script printed no figures") }
      theirs.lars.append(figures[0])
      theirs.grid.append(figures[1])
    }
    report("lasso path to 500 active, 10,000×1,000", ours.lars, theirs.lars)
    report("lasso path on 100 strengths, 10,000×1,000", ours.grid, theirs.grid)
  }

  private func report(_ name: String, _ ours: [Double], _ theirs: [Double]) {
    print("\(name): \(text(median(ours), 2)) s", terminator: "")
    guard !theirs.isEmpty else { return print("") }
    let ratio = median(zip(ours, theirs).map { $1 / $0 })
    print("; scikit-learn \(text(median(theirs), 2)) s; ratio \(text(ratio, 2))")
  }

  private func seconds(_ body: () -> Void) -> Double {
    let start = ContinuousClock.now
    body()
    return start.duration(to: .now) / .seconds(1)
  }
}
