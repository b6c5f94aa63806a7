/// The page's words, in each of its languages.
enum ExplorerText: String, CaseIterable {
  // Numbers.
  case numbers
  case trainedLoss
  case lowestPoint
  case highestPoint
  case gridSize
  case alphaRange
  case betaRange
  case missingPoints
  case divergedPoints
  // Readings.
  case between
  case gridPoint
  case loss
  case accuracy
  case standardError
  case samples
  case notComputed
  case diverged
  case outside
  case pointHint
  // Signs.
  case trainedPoint
  case lowest
  case cutOff
  case lid
  // Controls.
  case settings
  case scale
  case linear
  case logarithmic
  case clip
  case none
  case levels
  case few
  case usual
  case many
  case given
  case colours
  case theme
  case system
  case light
  case dark
  case language
  case bands
  case smooth
  case projection
  case perspective
  case orthographic
  case reset
  case save
  case link
  case copied
  case keys
  case keysText
  // Names of the two pictures.
  case sceneName
  case mapName
  case noWebGL
  case noScript
  case logScale

  func text(_ language: ExplorerOptions.Language) -> String {
    let texts = words
    return language == .korean ? texts.korean : texts.english
  }

  private var words: (english: String, korean: String) {
    switch self {
    case .numbers: ("Numbers", "수치")
    case .trainedLoss: ("Loss at the trained point", "학습된 점의 손실")
    case .lowestPoint: ("Lowest grid point", "가장 낮은 격자점")
    case .highestPoint: ("Highest grid point", "가장 높은 격자점")
    case .gridSize: ("Grid points", "격자점 수")
    case .alphaRange: ("α from … to", "α 범위")
    case .betaRange: ("β from … to", "β 범위")
    case .missingPoints: ("Points not computed", "계산되지 않은 점")
    case .divergedPoints: ("Points diverged", "발산한 점")
    case .between: ("here, bilinear", "이 위치(쌍선형 보간)")
    case .gridPoint: ("nearest grid point", "가장 가까운 격자점")
    case .loss: ("loss", "손실")
    case .accuracy: ("accuracy", "정확도")
    case .standardError: ("standard error", "표준오차")
    case .samples: ("samples", "표본 수")
    case .notComputed: ("not computed", "계산되지 않음")
    case .diverged: ("diverged", "발산")
    case .outside: ("outside of the grid", "격자 밖")
    case .pointHint: ("Point at a picture to read values", "그림 위를 가리키면 값이 표시됩니다")
    case .trainedPoint: ("trained point", "학습된 점")
    case .lowest: ("lowest grid point", "가장 낮은 격자점")
    case .cutOff: ("cut off", "잘린 부분")
    case .lid: ("hatched lid in 3-D", "3차원에서는 빗금 덮개")
    case .settings: ("Settings", "설정")
    case .scale: ("Scale", "눈금")
    case .linear: ("linear", "선형")
    case .logarithmic: ("log", "로그")
    case .clip: ("Clip above", "상한")
    case .none: ("none", "없음")
    case .levels: ("Levels", "등고선")
    case .few: ("few", "적게")
    case .usual: ("usual", "보통")
    case .many: ("many", "많이")
    case .given: ("as given", "지정값")
    case .colours: ("Colours", "색상")
    case .theme: ("Theme", "테마")
    case .system: ("system", "시스템")
    case .light: ("light", "밝게")
    case .dark: ("dark", "어둡게")
    case .language: ("Language", "언어")
    case .bands: ("± 2 standard errors", "± 2 표준오차")
    case .smooth: ("Smooth lines", "매끄러운 선")
    case .projection: ("Projection", "투영")
    case .perspective: ("perspective", "원근")
    case .orthographic: ("orthographic", "직교")
    case .reset: ("Reset view", "처음 시점")
    case .save: ("Save PNG", "PNG 저장")
    case .link: ("Copy link", "링크 복사")
    case .copied: ("Link copied", "링크를 복사했습니다")
    case .keys: ("Keys and gestures", "단축키와 손짓")
    case .keysText:
      (
        "Drag turns the surface and moves the map; wheel, pinch, + and − zoom; Shift with drag or arrows "
          + "moves the surface. Arrows turn the surface; on the map they step from grid point to grid point. "
          + "0 resets the view. Double click zooms in.",
        "끌면 곡면이 돌아가고 지도가 움직입니다. 휠, 두 손가락, +와 − 키로 확대·축소합니다. Shift를 누르고 끌거나 화살표 키를 "
          + "쓰면 곡면이 움직입니다. 화살표 키는 곡면을 돌리고, 지도에서는 격자점 사이를 옮겨 갑니다. 0은 처음 시점으로 되돌립니다. "
          + "두 번 누르면 확대합니다."
      )
    case .sceneName: ("3-D surface", "3차원 곡면")
    case .mapName: ("Contour map", "등고선 지도")
    case .noWebGL:
      (
        "This browser shows no 3-D graphics (WebGL 2 is missing or switched off); the map works without.",
        "이 브라우저는 3차원 그래픽(WebGL 2)을 지원하지 않습니다. 지도는 그대로 쓸 수 있습니다."
      )
    case .noScript:
      (
        "Scripts are switched off: this is a still picture. With scripts it can be turned and read.",
        "스크립트가 꺼져 있어 정지 그림만 보입니다. 스크립트를 켜면 돌려 보고 값을 읽을 수 있습니다."
      )
    case .logScale: ("log scale", "로그 눈금")
    }
  }
}
