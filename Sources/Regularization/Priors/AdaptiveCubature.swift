/// Integrals of three functions over a box, by halving the piece of largest error until all are known well
/// enough.
///
/// Each piece is integrated by the product of two 15-point Kronrod rules; its error is estimated from the
/// 7-point Gauss rule on the same points (Piessens et al. 1983, QUADPACK), along each axis separately,
/// which also says which way to halve.
struct AdaptiveCubature {
  /// The integrals; the last lane is not used.
  let integral: SIMD4<Double>
  let error: SIMD4<Double>
  let pieces: Int
  let converged: Bool

  private struct Piece {
    let low: Vector2
    let high: Vector2
    let integral: SIMD4<Double>
    let error: SIMD4<Double>
    let splitsX: Bool
  }

  /// - Parameters:
  ///   - xCuts, yCuts: the box's sides and positions to cut it at first, in any order.
  ///   - tolerance: for the error of the first integral as a fraction of itself, and of the others as a fraction
  ///     of the integral of their magnitudes, roughly.
  init(
    xCuts: [Double], yCuts: [Double], tolerance: Double, pieceLimit: Int = 4000,
    _ integrand: (Vector2) -> SIMD4<Double>
  ) {
    var pieces: [Piece] = []
    let (xs, ys) = (Set(xCuts).sorted(), Set(yCuts).sorted())
    for (left, right) in zip(xs, xs.dropFirst()) {
      for (bottom, top) in zip(ys, ys.dropFirst()) {
        pieces.append(Self.integrate(Vector2(left, bottom), Vector2(right, top), integrand))
      }
    }
    var total = SIMD4<Double>()
    var error = SIMD4<Double>()
    var isDone = false
    while true {
      (total, error) = (SIMD4(), SIMD4())
      var size = SIMD4<Double>()
      for piece in pieces {
        total += piece.integral
        error += piece.error
        size += SIMD4(piece.integral.indices.map { abs(piece.integral[$0]) })
      }
      isDone = (0..<3).allSatisfy { error[$0] <= tolerance * size[$0] }
      if isDone || pieces.count >= pieceLimit { break }
      let weights = SIMD4((0..<4).map { size[$0] > 0 ? 1 / size[$0] : 0 })
      // An eighth of the pieces at a time, so that sums and order are made rarely.
      let order = pieces.indices.sorted {
        (pieces[$0].error * weights).sum() > (pieces[$1].error * weights).sum()
      }
      let chosen = Set(order.prefix(max(1, pieces.count / 8)))
      var next: [Piece] = []
      for (index, piece) in pieces.enumerated() {
        guard chosen.contains(index) else {
          next.append(piece)
          continue
        }
        let middle = Vector2(
          piece.low.x + (piece.high.x - piece.low.x) / 2,
          piece.low.y + (piece.high.y - piece.low.y) / 2)
        if piece.splitsX {
          next.append(Self.integrate(piece.low, Vector2(middle.x, piece.high.y), integrand))
          next.append(Self.integrate(Vector2(middle.x, piece.low.y), piece.high, integrand))
        } else {
          next.append(Self.integrate(piece.low, Vector2(piece.high.x, middle.y), integrand))
          next.append(Self.integrate(Vector2(piece.low.x, middle.y), piece.high, integrand))
        }
      }
      pieces = next
    }
    integral = total
    self.error = error
    self.pieces = pieces.count
    converged = isDone
  }

  private static func integrate(
    _ low: Vector2, _ high: Vector2, _ integrand: (Vector2) -> SIMD4<Double>
  ) -> Piece {
    let centre = Vector2(low.x + (high.x - low.x) / 2, low.y + (high.y - low.y) / 2)
    let half = Vector2((high.x - low.x) / 2, (high.y - low.y) / 2)
    var (both, coarseX, coarseY) = (SIMD4<Double>(), SIMD4<Double>(), SIMD4<Double>())
    for i in -7...7 {
      let (node, weight, gauss) = rule(i)
      var (row, coarseRow) = (SIMD4<Double>(), SIMD4<Double>())
      for j in -7...7 {
        let (inner, innerWeight, innerGauss) = rule(j)
        let value = integrand(Vector2(centre.x + half.x * node, centre.y + half.y * inner))
        row += innerWeight * value
        coarseRow += innerGauss * value
      }
      both += weight * row
      coarseX += gauss * row
      coarseY += weight * coarseRow
    }
    let area = half.x * half.y
    let (errorX, errorY) = (area * (both - coarseX), area * (both - coarseY))
    let sizes = (0..<4).map { (abs(errorX[$0]), abs(errorY[$0])) }
    let splitsX = sizes.reduce(0) { $0 + $1.0 } >= sizes.reduce(0) { $0 + $1.1 }
    return Piece(
      low: low, high: high, integral: area * both, error: SIMD4(sizes.map { $0.0 + $0.1 }),
      splitsX: splitsX)
  }

  /// Node, Kronrod weight and Gauss weight (zero at nodes that Gauss's rule lacks) for −7 … 7.
  private static func rule(_ index: Int) -> (Double, Double, Double) {
    let k = abs(index)
    let node = nodes[k]
    return (index < 0 ? -node : node, kronrod[k], k % 2 == 0 ? gauss[k / 2] : 0)
  }

  private static let nodes = [
    0, 0.207784955007898467600689403773245, 0.405845151377397166906606412076961,
    0.586087235467691130294144045693013, 0.741531185599394439863864773280788,
    0.864864423359769072789712788640926, 0.949107912342758524526189684047851,
    0.991455371120812639206854697526329,
  ]

  private static let kronrod = [
    0.209482141084727828012999174891714, 0.204432940075298892414161999234649,
    0.190350578064785409913256402421014, 0.169004726639267902826583426598550,
    0.140653259715525918745189590510238, 0.104790010322250183839876322541518,
    0.063092092629978553290700663189204, 0.022935322010529224963732008058970,
  ]

  private static let gauss = [
    0.417959183673469387755102040816327, 0.381830050505118944950369775488975,
    0.279705391489276667901467771423780, 0.129484966168869693270611432679082,
  ]
}
