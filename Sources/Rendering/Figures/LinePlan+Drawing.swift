extension LinePlan {
  func draw(on canvas: any Canvas) {
    let theme = figure.style.theme
    frame.draw(on: canvas)
    canvas.fill(diverged, with: figure.divergedColour)
    canvas.fill(missing, with: theme.missing)
    canvas.hatch(missing, in: plot, with: Stroke(theme.hatching, width: 0.7), spacing: 6)
    var guides = Path()
    for value in lossAxis.ticks.values {
      let y = lossAxis.position(value)
      guides.addLine(from: Point(x: plot.x, y: y), to: Point(x: plot.maxX, y: y))
    }
    canvas.stroke(guides, with: Stroke(theme.faint, width: 0.6, isRound: false))
    canvas.clip(to: .rect(plot)) {
      if let accuracy { draw(accuracy, with: figure.accuracyStroke, on: canvas) }
      draw(loss, with: figure.lossStroke, on: canvas)
    }
    let axes = AxisDrawing(frame: plot, bounds: frame.body, theme: theme)
    axes.drawFrame(on: canvas)
    axes.drawBottom(xAxis, on: canvas)
    axes.drawLeft(lossAxis, nameOffset: leftWidth, colour: theme.firstSeries, on: canvas)
    if let accuracyAxis {
      axes.drawRight(accuracyAxis, nameOffset: rightWidth, colour: theme.secondSeries, on: canvas)
    }
    drawMarkers(on: canvas)
  }

  private func draw(_ series: SeriesPath, with stroke: Stroke, on canvas: any Canvas) {
    canvas.stroke(series.lines, with: stroke)
    for point in series.isolated {
      canvas.fill(.circle(centre: point, radius: stroke.width * 1.3), with: stroke.colour)
    }
  }

  private func drawMarkers(on canvas: any Canvas) {
    let summary = figure.summary
    if let lowest = summary.distinctLowest { draw(.ring, at: lowest.place.x, lowest.loss, on: canvas) }
    if summary.showsTrainedPoint, let loss = summary.trainedLoss { draw(.star, at: 0, loss, on: canvas) }
  }

  /// Draws a marker at a loss, unless the axis does not reach that far.
  private func draw(_ marker: Marker, at alpha: Double, _ loss: Double, on canvas: any Canvas) {
    guard loss >= lossAxis.lower, loss <= lossAxis.upper else { return }
    marker.draw(on: canvas, at: Point(x: xAxis.position(alpha), y: lossAxis.position(loss)))
  }
}
