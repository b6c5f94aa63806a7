extension ContourPlan {
  func draw(on canvas: any Canvas) {
    let theme = figure.style.theme
    frame.draw(on: canvas)
    canvas.fill(.rect(plot), with: theme.missing)
    for (region, colour) in zip(regions, figure.colours) { canvas.fill(region, with: colour) }
    canvas.fill(diverged, with: figure.divergedColour)
    canvas.hatch(missing, in: plot, with: Stroke(theme.hatching, width: 0.7), spacing: 6)
    canvas.clip(to: .rect(plot)) { drawLines(on: canvas) }
    let axes = AxisDrawing(frame: plot, bounds: frame.body, theme: theme)
    axes.drawFrame(on: canvas)
    axes.drawBottom(xAxis, on: canvas)
    axes.drawLeft(yAxis, nameOffset: yNameOffset, on: canvas)
    bar?.draw(on: canvas)
    for (marker, point) in figure.markers {
      marker.draw(on: canvas, at: Point(x: xAxis.position(point.x), y: yAxis.position(point.y)))
    }
  }

  private func drawLines(on canvas: any Canvas) {
    let colours = figure.colours
    for (level, path) in lines.enumerated() {
      canvas.stroke(path, with: Stroke(lineColour(level, colours, contrast: 3), width: 0.6))
    }
    for label in labels {
      let text = TextBlock(
        figure.scale.labels[label.level], size: FigureStyle.contourLabelSize,
        colour: lineColour(label.level, colours, contrast: 5.5))
      canvas.draw(text, at: label.centre, pivot: Point(x: 0.5, y: 0.5), angle: label.angle)
    }
  }

  /// A shade of the bands beside a level's line that shows on both.
  private func lineColour(_ level: Int, _ colours: [Colour], contrast: Double) -> Colour {
    let beside = [colours[level], colours[level + 1]]
    return beside[0].mixed(with: beside[1], 0.5).contrasting(with: beside, ratio: contrast)
  }
}
