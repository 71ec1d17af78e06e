/** The part of the template that sets the sections. */
export const TEMPLATE_SECTIONS: string = `
#let run(r) = {
  if type(r) == str { r }
  else if r.at(0) == "m" {
    if r.at(3) {
      // A long displayed formula is made to fit the column.
      layout(size => {
        let it = formula(r.at(1), true)
        let width = measure(it).width
        if width <= size.width { it } else { align(center, scale(x: size.width / width * 100%, y: size.width / width * 100%, reflow: true, it)) }
      })
    } else { formula(r.at(1), r.at(2)) }
  }
  else if r.at(0) == "_" { box(width: r.at(1) * 0.62em, height: 0.8em, stroke: (bottom: 0.6pt), outset: (bottom: 2pt)) }
  else if r.at(0) == "n" { linebreak() }
  else if r.at(0) == "v" { box(stroke: (bottom: (thickness: 0.6pt, dash: "dotted")), fill: luma(94%), outset: (y: 2pt), text(size: 0.92em, r.at(1))) }
}
#let paragraph(runs) = runs.map(run).join()
// Lines with formulas break at few places: they are set ragged rather than torn apart.
#let has-math(p) = p.any(r => type(r) != str and r.at(0) == "m")
#let rich(paragraphs) = for p in paragraphs { par(justify: not has-math(p), paragraph(p)) }
#let inline(paragraphs) = paragraphs.map(paragraph).join(linebreak())
#let label-text(it, ..more) = text(font: sans, size: small, ..more, it)
#let remark(it) = block(width: 100%, text(fill: luma(15%), it))
#let dark = luma(22%)
#let hatch = tiling(size: (3pt, 3pt), { place(rect(width: 3pt, height: 3pt, fill: white)); place(line(start: (0pt, 3pt), end: (3pt, 0pt), stroke: 0.6pt)) })

#let cover(s) = {
  v(42mm)
  text(font: sans, size: 30pt, weight: "bold", s.title)
  if s.subtitle != none { v(-4mm); text(font: sans, size: 16pt, fill: grey, s.subtitle) }
  v(1mm)
  line(length: 100%, stroke: 2.2pt)
  v(12mm)
  set text(size: 12pt)
  grid(
    columns: (auto, 1fr), column-gutter: 7mm, row-gutter: 0mm,
    ..s.facts.map(((name, value)) => (
      grid.cell(inset: (y: 2mm), text(font: sans, fill: grey, name)),
      grid.cell(inset: (y: 2mm), stroke: (bottom: 0.4pt + grey), value),
    )).flatten(),
  )
  v(1fr)
  set text(size: 10.5pt, font: sans)
  text(weight: "bold", data.contents)
  v(-1mm)
  context grid(
    columns: (1fr, auto), row-gutter: 3mm,
    ..query(heading.where(level: 1)).map(it => (
      { it.body; h(2mm); box(width: 1fr, text(fill: luma(55%), repeat(gap: 0.35em)[.])) },
      align(right, link(it.location(), [#h(2mm)#counter(page).at(it.location()).first()])),
    )).flatten(),
  )
  v(1fr)
  if s.notice != none { block(width: 100%, stroke: 0.5pt, inset: 3mm, text(size: 9pt, s.notice)) }
}

#let percent(share) = str(calc.round(share * 100)) + "%"

#let growth(s) = {
  let width = 166mm
  let height = 34mm
  let n = s.history.len()
  let x(i) = 18mm + i * (width - 36mm) / (n - 1)
  let y(share) = height * (1 - share)
  // Anchors a piece of text at a point, in a frame wide enough that it never wraps.
  let at(dx, dy, anchor, it) = {
    let w = 44mm
    let shift = if anchor.x == left { 0mm } else if anchor.x == right { w } else { w / 2 }
    let lift = if anchor.y == top { 0mm } else if anchor.y == bottom { 8mm } else { 4mm }
    place(top + left, dx: dx - shift, dy: dy - lift, box(width: w, height: 8mm, align(anchor, it)))
  }
  label-text(s.growth, weight: "bold", size: 10.5pt)
  block(above: 6mm, width: 100%, height: height + if n > 4 { 11mm } else { 7mm }, breakable: false, {
    set text(font: sans, size: 8pt)
    for share in (0, 0.25, 0.5, 0.75, 1) {
      place(line(start: (8mm, y(share)), end: (width, y(share)), stroke: 0.4pt + luma(75%)))
      at(6.5mm, y(share), right + horizon, percent(share))
    }
    if s.reference != none {
      let (name, share) = s.reference
      place(line(start: (8mm, y(share)), end: (width, y(share)), stroke: (paint: luma(25%), thickness: 0.8pt, dash: "dashed")))
      at(width, y(share) - 0.8mm, right + bottom, box(fill: white, inset: 0.6mm, name + " " + percent(share)))
    }
    for i in range(1, n) {
      place(line(start: (x(i - 1), y(s.history.at(i - 1).at(1))), end: (x(i), y(s.history.at(i).at(1))), stroke: 1.2pt))
    }
    for (i, (name, share)) in s.history.enumerate() {
      at(x(i), y(share), center + horizon, circle(radius: 1.1mm, fill: white, stroke: 1.2pt))
      at(x(i), y(share) - 2mm, center + bottom, box(fill: white, outset: 0.3mm, text(weight: "bold", percent(share))))
      at(x(i), height + 2mm + if n > 4 and calc.odd(i) { 4mm } else { 0mm }, center + top, box(name))
    }
  })
}

#let cell-fill(share) = if share != none and share >= 1 { dark } else { white }
#let sheet-cell(name, share, size: 8mm) = box(
  width: if name.clusters().len() > 4 { auto } else { size }, height: size, inset: (x: 0.8mm),
  fill: cell-fill(share),
  stroke: if share == none { (paint: luma(45%), thickness: 0.6pt, dash: "dotted") } else { 0.6pt },
  {
    if share != none and share > 0 and share < 1 { place(bottom + left, dx: -0.8mm, rect(width: 100% + 1.6mm, height: 50%, fill: luma(78%))) }
    align(center + horizon, text(font: sans, size: calc.min(8.5pt, size), fill: if share != none and share >= 1 { white } else { black }, name))
  },
)
#let overview(s) = {
  if s.figures.len() > 0 {
    grid(
      columns: (1fr,) * s.figures.len(), column-gutter: 3mm,
      ..s.figures.map(((name, value, note)) => block(width: 100%, height: if s.figures.any(f => f.at(2) != none) { 20mm } else { 16mm }, stroke: 0.7pt, inset: 2.6mm, {
        set par(leading: 0em, justify: false)
        label-text(name, fill: grey)
        linebreak()
        text(font: sans, size: 16pt, weight: "bold", value)
        if note != none { linebreak(); label-text(note, size: 7pt, fill: grey) }
      })),
    )
    v(2mm)
  }
  for p in s.paragraphs { par(text(size: 11pt, p)) }
  if s.history.len() > 1 { v(1mm); growth(s) }
  if s.sheet.len() > 0 {
    v(1mm)
    block(breakable: false, {
      label-text(s.sheetTitle, weight: "bold", size: 10.5pt)
      par(leading: 1.4mm, justify: false, s.sheet.map(((name, share)) => sheet-cell(name, share)).join(h(1.4mm, weak: true)))
      par(label-text({
        for (name, share) in s.legend.zip((1, 0.5, 0, none)) {
          box(baseline: 0.5mm, sheet-cell("", share, size: 3.2mm)); h(1.2mm); name; h(4mm)
        }
      }))
    })
  }
}

#let level-sign(level) = box(width: 2.9mm, height: 2.9mm, baseline: 0.3mm, {
  if level == "mastered" { place(circle(radius: 1.45mm, fill: black)) }
  else if level == "unknown" { place(circle(radius: 1.35mm, stroke: (paint: luma(40%), thickness: 0.6pt, dash: "dotted"))) }
  else {
    if level == "partial" { place(box(width: 1.45mm, height: 2.9mm, clip: true, circle(radius: 1.45mm, fill: black))) }
    place(circle(radius: 1.45mm, stroke: 0.7pt))
  }
})
#let bar(row) = {
  let width = 62mm
  box(width: width, height: 4mm, {
    place(bottom + left, line(length: width, stroke: 0.4pt + luma(55%)))
    for share in (0, 0.25, 0.5, 0.75, 1) { place(bottom + left, dx: share * width, line(angle: -90deg, length: 0.9mm, stroke: 0.4pt + luma(55%))) }
    if row.level == "unknown" { place(dy: 0.8mm, rect(width: width, height: 2mm, stroke: (paint: luma(50%), thickness: 0.5pt, dash: "dotted"))) }
    else {
      let fill = if row.level == "weak" { hatch } else if row.level == "partial" { luma(76%) } else { dark }
      place(dy: 0.4mm, rect(width: row.success * width, height: 2.8mm, fill: fill, stroke: 0.5pt))
      let (a, b) = (row.low * width, row.high * width)
      place(line(start: (a, 1.8mm), end: (b, 1.8mm), stroke: 2.4pt + white))
      place(line(start: (a, 1.8mm), end: (b, 1.8mm), stroke: 0.9pt))
      for x in (a, b) { place(line(start: (x, 0.9mm), end: (x, 2.7mm), stroke: 0.9pt)) }
    }
  })
}
#let mastery(s) = block(breakable: false, {
  heading(level: 1, s.title)
  remark(s.explanation)
  set text(font: sans, size: 9pt)
  set par(justify: false, leading: 0em)
  grid(
    columns: (1fr, auto, auto, auto, auto), column-gutter: 3mm, row-gutter: 1mm, align: horizon,
    ..s.rows.map(row => (
      row.name, bar(row),
      align(right, if row.level == "unknown" { "—" } else { percent(row.success) }),
      { level-sign(row.level); h(1.2mm); row.word },
      text(fill: grey, row.answers),
    )).flatten(),
  )
  if s.note != none { par(label-text(s.note, fill: grey)) }
})

#let tag(tier, word) = {
  let dark-tag = tier == "advance"
  box(
    stroke: 0.6pt, inset: (x: 1.4mm), outset: (y: 0.7mm),
    fill: if dark-tag { dark } else if tier == "consolidate" { luma(84%) } else { white },
    text(fill: if dark-tag { white } else { black }, word),
  )
}
#let question-body(q) = {
  block(below: 0.2em, sticky: true, {
    set text(font: sans, size: small)
    set par(justify: false)
    text(size: 11.5pt, weight: "bold", q.label)
    h(2.2mm)
    if q.tier != none { tag(q.tier, q.tierWord); h(2.2mm) }
    (q.head + q.marks).join(h(2.2mm))
    if q.points != "" { h(2.2mm); text(fill: grey, q.points) }
  })
  rich(q.stem)
  if q.options.len() > 0 {
    block(above: 0.3em, grid(
      columns: (1fr,) * q.columns, column-gutter: 4mm, row-gutter: 0.25em,
      ..q.options.map(((key, option)) => grid(columns: (auto, 1fr), column-gutter: 1.6mm, key + ".", inline(option))),
    ))
  }
  if q.remark != none { block(above: 0.5em, width: 100%, stroke: (left: 1.6pt + luma(40%)), inset: (left: 2.4mm), text(size: 9.5pt, q.remark)) }
}
#let rule = block(width: 100%, height: 8.6mm, above: 0pt, below: 0pt, stroke: (bottom: (paint: luma(45%), thickness: 0.5pt, dash: "dotted")))
#let question(q) = {
  // At least three lines on either side of a page break.
  let first = if q.lines < 6 { q.lines } else { 3 }
  let last = if q.lines < 6 { 0 } else { 3 }
  block(width: 100%, above: 1.5em, below: 0pt, breakable: q.long, { question-body(q); for _ in range(first) { rule } })
  for _ in range(q.lines - first - last) { rule }
  if last > 0 { block(breakable: false, above: 0pt, below: 0pt, for _ in range(last) { rule }) }
  v(1.6em, weak: true)
}
#let review(s) = {
  if s.introduction != none { remark(s.introduction) }
  for q in s.questions { question(q) }
}
#let practice(s) = {
  if s.introduction != none { remark(s.introduction) }
  for g in s.groups {
    heading(level: 2, g.point)
    block(sticky: true, remark(g.why))
    for q in g.questions { question(q) }
  }
}
#let answers(s) = {
  if s.introduction != none { remark(s.introduction) }
  for g in s.groups {
    heading(level: 2, g.title)
    for e in g.entries {
      // The label hangs in the margin of its entry, on the first line's base.
      block(width: 100%, above: 0.7em, below: 0.7em, breakable: e.long, inset: (left: 12mm), {
        set par(justify: not (e.answer + if e.solution == none { () } else { e.solution }).any(has-math))
        box(width: 0pt, move(dx: -12mm, box(width: 12mm, text(font: sans, weight: "bold", top-edge: "cap-height", bottom-edge: "baseline", e.label))))
        label-text(s.answerWord, fill: grey)
        h(1.6mm)
        inline(e.answer)
        if e.solution != none {
          v(0.25em, weak: true)
          label-text(s.solutionWord, fill: grey)
          h(1.6mm)
          e.solution.map(paragraph).join(parbreak())
        }
      })
    }
  }
}
`;
