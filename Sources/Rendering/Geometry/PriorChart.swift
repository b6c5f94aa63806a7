import Glibc
import Regularization

/// Penalties as priors: what is believed of two weights before the data, what the data say, and both together.
package struct PriorChart: Figure {
  /// One prior with what becomes of it.
  package struct Member: Codable, Sendable {
    package let posterior: Posterior
    package let modes: OptimumSet
    package let mean: Posterior.Mean

    /// Computes mode and mean.
    ///
    /// - Throws: `invalidParameter` as `Posterior` does.
    package init(loss: Quadratic, noiseVariance: Double, prior: Prior) throws(RegularizationError) {
      posterior = try Posterior(loss: loss, noiseVariance: noiseVariance, prior: prior)
      modes = posterior.mode
      mean = posterior.mean()
    }

    /// The most probable weights; of several one.
    package var mode: Optimum { modes.global }

    /// Whether mode and mean differ by more than the mean's error.
    var differs: Bool {
      !isGaussian && mean.point.distance(to: mode.point) > 10 * max(mean.error.norm, 1e-12 * scale)
    }

    /// The mean, with 0 for what is zero within its error.
    var shownMean: Vector2 {
      let (point, error) = (mean.point, mean.error)
      return Vector2(abs(point.x) <= error.x ? 0 : point.x, abs(point.y) <= error.y ? 0 : point.y)
    }

    var isGaussian: Bool {
      if case .gaussian = posterior.prior { true } else { false }
    }

    var name: String { isGaussian ? "Gaussian" : "Laplace" }

    /// Standard deviation τ, or scale b.
    package var scale: Double {
      switch posterior.prior {
      case .gaussian(let tau): tau
      case .laplace(let b): b
      }
    }
  }

  package let gaussian: Member
  package let laplace: Member
  package let theme: Theme
  let givenTitle: String?

  /// - Parameters:
  ///   - gaussian: the Gaussian prior.
  ///   - laplace: the Laplace prior, with the same loss and noise.
  ///   - theme: light or dark.
  ///   - title: in place of the usual one.
  package init(gaussian: Member, laplace: Member, theme: Theme = .light, title: String? = nil) {
    precondition(
      gaussian.posterior.loss == laplace.posterior.loss
        && gaussian.posterior.noiseVariance == laplace.posterior.noiseVariance,
      "priors of different problems")
    self.gaussian = gaussian
    self.laplace = laplace
    self.theme = theme
    givenTitle = title
  }

  var loss: Quadratic { gaussian.posterior.loss }
  var noiseVariance: Double { gaussian.posterior.noiseVariance }

  package var title: String { givenTitle ?? "A penalty is a prior: ridge is Gaussian, the lasso is Laplace" }
  package var description: String { chart.description }
  package var notes: [PictureNote] { chart.notes }

  package var numbers: Numbers {
    guard case .record(var record) = chart.numbers else { return .record([:]) }
    record["noiseVariance"] = .number(noiseVariance)
    record["priors"] = .list([gaussian, laplace].map(Self.numbers))
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    chart.plan(on: page, with: typesetter)
  }

  private static func numbers(of member: Member) -> Numbers {
    .record([
      "prior": .text(member.name), "scale": .number(member.scale),
      "lambda": .number(member.posterior.strength), "mode": .optimum(member.mode),
      "mean": .vector(member.mean.point), "meanError": .vector(member.mean.error),
    ])
  }

  // MARK: Panels

  static let gaussianStyle = SeriesStyle(0, width: 2)
  static let laplaceStyle = SeriesStyle(1, width: 2)
  /// Shares of the greatest density that lines are drawn at.
  private static let levels = [0.01, 0.03, 0.1, 0.3, 0.6, 0.9]

  /// The picture.
  package var chart: Chart {
    let window = PriorWindow(of: self)
    let key = ColourKey(
      scale: Scale(covering: [1e-3, 1], kind: .logarithmic, levels: Self.levels), map: .viridis,
      name: "density, as a share of its maximum")
    return Chart(
      title: title, description: MathText.plain(words), caption: caption,
      panels: [
        densities,
        plane("likelihood", window, key, markers: [centreMark], around: [loss.centre]) { w in
          (loss.value(at: w) - loss.constant) / noiseVariance
        },
        posterior(gaussian, window, key), posterior(laplace, window, key),
      ],
      columns: 2,
      legend: [
        Legend.Entry(.series(Self.gaussianStyle), "Gaussian prior"),
        Legend.Entry(.series(Self.laplaceStyle), "Laplace prior"),
        Legend.Entry(.marker(.cross), "least squares"), Legend.Entry(.marker(.star), "posterior mode"),
        Legend.Entry(.marker(.ring), "posterior mean"),
      ], key: key, theme: theme)
  }

  private var centreMark: MarkerLayer.Item {
    MarkerLayer.Item(.cross, at: Point(loss.centre), name: "least squares")
  }

  private var densities: Plot {
    let (tau, b) = (gaussian.scale, laplace.scale)
    let end = 3.2 * max(tau, 1.2 * b)
    let x = (-240...240).map { end * Double($0) / 240 }
    let normal = x.map { exp(-0.5 * $0 * $0 / (tau * tau)) / (tau * (2 * Double.pi).squareRoot()) }
    let double = x.map { exp(-abs($0) / b) / (2 * b) }
    return Plot(
      heading: "priors of one weight", x: AxisDescription("weight $w$", limits: -end...end),
      y: AxisDescription("density", limits: 0...1.08 * max(normal[240], double[240])),
      layers: [
        SeriesLayer("Gaussian", x: x, y: normal, style: Self.gaussianStyle),
        SeriesLayer("Laplace", x: x, y: double, style: Self.laplaceStyle),
      ])
  }

  private func posterior(_ member: Member, _ window: PriorWindow, _ key: ColourKey) -> Plot {
    let floor = member.posterior.energy(member.mode.point)
    let marks = [
      centreMark, MarkerLayer.Item(.star, at: Point(member.mode.point), name: "posterior mode"),
      MarkerLayer.Item(.ring, at: Point(member.mean.point), name: "posterior mean"),
    ]
    let symbol = member.isGaussian ? "σ^2/τ^2" : "σ^2/b"
    return plane(
      "\(member.name), $λ = \(symbol)$ = \(NumberText.value(member.posterior.strength))", window, key,
      markers: marks, around: [member.mode.point, member.mean.point]
    ) { member.posterior.energy($0) - floor }
  }

  /// A density over the plane, from minus its logarithm, which is 0 at the maximum.
  private func plane(
    _ heading: String, _ window: PriorWindow, _ key: ColourKey, markers: [MarkerLayer.Item],
    around peaks: [Vector2], energy: (Vector2) -> Double
  ) -> Plot {
    let x = window.values(axis: 0, around: peaks)
    let y = window.values(axis: 1, around: peaks)
    // Below the least positive number the logarithm would be lost.
    let values = y.flatMap { y in x.map { x in exp(-min(energy(Vector2(x, y)), 600)) } }
    let grid = ContourGrid(x: x, y: y, z: values, interpolation: .logarithmic)
    return Plot(
      heading: heading, x: AxisDescription("$w_1$", limits: window.x),
      y: AxisDescription("$w_2$", limits: window.y),
      layers: [
        ContourLayer(
          grid, key: key, isSmooth: false, obstacles: markers.map { ($0.point, $0.marker.radius + 3) }),
        // The axes, where the Laplace prior has its creases and weights are exactly zero.
        GuideLineLayer(
          name: "$w_2 = 0$",
          points: [Point(x: window.x.lowerBound, y: 0), Point(x: window.x.upperBound, y: 0)]),
        GuideLineLayer(
          name: "$w_1 = 0$",
          points: [Point(x: 0, y: window.y.lowerBound), Point(x: 0, y: window.y.upperBound)]),
      ], markers: markers, hasEqualScales: true)
  }

  // MARK: Words

  private var lossWords: String {
    let m = loss.matrix
    let entries = [m.xx, m.xy, m.xy, m.yy].map { NumberText.value($0) }
    return
      "$½(w−c)^T G (w−c)$ with $G$ = [[\(entries[0]), \(entries[1])], [\(entries[2]), \(entries[3])]], $c$ = "
      + NumberText.place(loss.centre)
  }

  private func sentence(_ member: Member) -> String {
    let symbol = member.isGaussian ? "τ" : "b"
    let strength =
      "$λ = σ^2/\(member.isGaussian ? "τ^2" : "b")$ = \(NumberText.value(member.posterior.strength))"
    let start =
      "\(member.name) ($\(symbol)$ = \(NumberText.value(member.scale))): \(strength), mode "
      + NumberText.place(member.mode.point)
    let zero =
      member.mode.zeroCount > 0
      ? ", exactly zero in \(NumberText.count(member.mode.zeroCount, "weight"))" : ""
    let several =
      if case .segment(let from, let to) = member.modes.solutions {
        ", one of all from \(NumberText.place(from)) to \(NumberText.place(to))"
      } else { "" }
    guard member.differs else { return start + zero + several + ", which is the mean, too." }
    return start + zero + several
      + ", mean \(NumberText.place(member.shownMean)), another point (error below "
      + "\(NumberText.value(max(member.mean.convergence.residual, 1e-16), digits: 1)))."
  }

  private var caption: String {
    "Loss \(lossWords), in the units of $½‖y − Xβ‖^2$; noise $σ^2$ = \(NumberText.value(noiseVariance)). Likelihood "
      + "exp(−loss/$σ^2$). The mode is the optimum of loss + $λ/2 ‖w‖^2$ (Gaussian) or loss + $λ‖w‖_1$ (Laplace). "
      + "\(sentence(gaussian)) \(sentence(laplace)) Lines at shares of each greatest density.\(resolution)"
  }

  /// What to say when densities are thinner than the grid that lines are drawn from.
  private var resolution: String {
    PriorWindow(of: self).isTooThin ? " Some density is too thin for its lines to be drawn faithfully." : ""
  }

  private var words: String {
    "Four panels: densities of a Gaussian and a Laplace prior of one weight; contours of the likelihood of two weights "
      + "for the loss \(lossWords) and noise variance \(NumberText.value(noiseVariance)); contours of the posterior "
      + "under either prior. \(sentence(gaussian)) \(sentence(laplace)) Least squares is at "
      + "\(NumberText.place(loss.centre))."
  }
}
