import Rendering
import Surfaces

extension SymmetryPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let groups = [(\Start.before, "at the start"), (\Start.after, "after training")]
    let grids = groups.enumerated().flatMap { row, group in
      results.starts.map { start in
        let distance = (row == 0 ? start.distances.first : start.distances.last) ?? .nan
        return ImageGrid(
          heading: "\(start.name), \(group.1): distance \(NumberText.value(distance))",
          start[keyPath: group.0].map { ImageGrid.Item(Self.raster($0, side: results.side)) }, columns: 4)
      }
    }
    return PlateDrawing(grids, columns: 2)
  }

  static func raster(_ picture: [Int], side: Int) -> Raster {
    let map = ColourMap.diverging
    return Raster(
      width: side, height: side, pixels: picture.map { map[0.5 + Double($0) / 200].premultipliedWord })
  }
}
