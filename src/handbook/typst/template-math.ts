/** The part of the template that sets formulas out of the tree of `mathTree`. Only Typst's functions, no `eval`. */
export const TEMPLATE_MATH: string = `
#let amp = $&$.body
// As content at once: symbols that are joined as values would become a string, and strings are upright.
#let one(c) = if c.clusters().len() == 1 { [#symbol(c)] } else { text(c) }
#let large = "∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆"
// Content as high and as deep as its ink, raised by 'up', with the settings of a box.
#let inked(it, up: 0pt, pad: 0pt, ..more) = context {
  let eq = math.equation(it)
  let whole = measure(text(top-edge: "bounds", bottom-edge: "bounds", eq)).height
  // So much leading that depth does not count.
  let above = measure({ set par(leading: 20em); text(top-edge: "bounds", bottom-edge: "baseline", eq) }).height
  box(baseline: whole - above + pad - up, inset: pad, ..more, text(top-edge: "bounds", bottom-edge: "bounds", eq))
}
#let rule-stroke(kind) = if kind == "none" { none } else { (thickness: 0.5pt, dash: if kind == "dashed" { "dashed" } else { none }) }
#let sides = (l: left, c: center, r: right)
#let node(n) = {
  let k = n.at(0)
  let body(list) = if list == none or list.len() == 0 { [] } else { list.map(node).join() }
  if k == "s" or k == "o" { one(n.at(1)) }
  else if k == "n" { text(n.at(1)) }
  else if k == "u" { math.upright(one(n.at(1))) }
  else if k == "c" { math.class("normal", one(n.at(1))) }
  else if k == "R" { math.class("relation", one(n.at(1))) }
  else if k == "F" { math.class("fence", one(n.at(1))) }
  else if k == "t" { if n.len() > 2 { text(weight: "bold", n.at(1)) } else { text(n.at(1)) } }
  else if k == "f" { math.op(n.at(1)) }
  else if k == "r" { box(width: n.at(1) * 1em, height: n.at(2) * 1em, fill: black) }
  else if k == "h" { h(n.at(1) * 1em) }
  else if k == "/" { math.frac(body(n.at(1)), body(n.at(2))) }
  else if k == "q" {
    if n.at(2) == none { math.sqrt(body(n.at(1))) } else { math.root(body(n.at(2)), body(n.at(1))) }
  }
  else if k == "a" {
    let base = body(n.at(1))
    let args = (:)
    if n.at(2) != none { args.insert("b", body(n.at(2))) }
    if n.at(3) != none {
      let above = n.at(3)
      let primes = above.position(x => x != ("o", "′"))
      let count = if primes == none { above.len() } else { primes }
      let mark = if count > 0 { math.primes(count) }
      args.insert("t", if count == above.len() and count > 0 { mark } else { mark + body(above.slice(count)) })
    }
    let stretched = n.at(1).len() == 1 and n.at(1).first().at(0) == "w"
    // An arrow as long as what stands above or below it, and a little more.
    if stretched and args.len() > 0 { math.attach(math.stretch(one(n.at(1).first().at(1)), size: 100% + 1em), ..args) }
    else if n.at(4) { math.attach(math.limits(base), ..args) }
    else {
      let first = n.at(1)
      let big = first.len() > 0 and (first.last().at(0) == "f" or (first.last().at(0) == "o" and first.last().at(1) in large))
      math.attach(if big { math.scripts(base) } else { base }, ..args)
    }
  }
  else if k == "A" { math.attach(body(n.at(1)), bl: body(n.at(2)), tl: body(n.at(3))) }
  else if k == "i" { inked(body(n.at(1)), up: n.at(3) * 1em, ..if n.at(2) { (width: 0pt) }) }
  else if k == "^" { math.accent(body(n.at(1)), n.at(2)) }
  else if k == "U" {
    let base = body(n.at(1))
    context math.attach(math.limits(base), b: math.stretch(one(n.at(2)), size: measure(math.equation(base)).width))
  }
  else if k == "l" { if n.at(2) { math.overline(body(n.at(1))) } else { math.underline(body(n.at(1))) } }
  else if k == "b" {
    let sign = n.at(3)
    let note = if n.at(4) == none { () } else { (body(n.at(4)),) }
    let over = n.at(2)
    if sign in "⏠⏡" { if over { math.overshell(body(n.at(1)), ..note) } else { math.undershell(body(n.at(1)), ..note) } }
    else if sign in "⏜⏝" { if over { math.overparen(body(n.at(1)), ..note) } else { math.underparen(body(n.at(1)), ..note) } }
    else if sign in "⎴⎵" { if over { math.overbracket(body(n.at(1)), ..note) } else { math.underbracket(body(n.at(1)), ..note) } }
    else if over { math.overbrace(body(n.at(1)), ..note) }
    else { math.underbrace(body(n.at(1)), ..note) }
  }
  else if k == "m" {
    if n.at(2) == "a" {
      // Columns right, left, right …: one column with an alignment point between each two cells.
      math.mat(delim: none, row-gap: n.at(3) * 1em, ..n.at(1).map(cells => (cells.map(body).join(amp),)))
    } else {
      let width = calc.max(..n.at(1).map(cells => cells.len()))
      let rows = n.at(1).map(cells => cells.map(body) + ([],) * (width - cells.len()))
      math.mat(
        delim: none, row-gap: n.at(3) * 1em, column-gap: if n.at(3) < 0.3 { 0.4em } else { 1em },
        align: sides.at(n.at(2)), ..rows,
      )
    }
  }
  else if k == "T" {
    let width = calc.max(..n.at(1).map(cells => cells.len()))
    let (columns, rows) = n.at(3)
    let at(list, place) = list.at(calc.min(place, list.len() - 1))
    // Rules between columns repeat the last one named.
    let line(list, place, count) = rule-stroke(if place == 0 { list.first() } else if place == count { list.last() } else { list.at(calc.min(place, list.len() - 2)) })
    let height = n.at(1).len()
    // Its middle is on the axis of the formula.
    box(baseline: 50% - 0.25em, grid(
      columns: width, align: (x, _) => sides.at(at(n.at(2), x)) + horizon,
      inset: (x: 0.5em, y: 0.32em),
      ..for x in range(width + 1) { let it = line(columns, x, width); if it != none { (grid.vline(x: x, stroke: it),) } },
      ..for y in range(height + 1) { let it = line(rows, y, height); if it != none { (grid.hline(y: y, stroke: it),) } },
      ..n.at(1).map(cells => (cells.map(it => inked(body(it))) + ([],) * (width - cells.len()))).flatten(),
    ))
  }
  else if k == "p" { math.lr(body(n.at(1))) }
  else if k == "z" { math.lr(one(n.at(1)), size: n.at(2) * 1em) }
  else if k == "w" { math.stretch(one(n.at(1)), size: 1.8em) }
  else if k == "x" {
    let kind = n.at(2)
    if "through" in kind { math.cancel(body(n.at(1)), angle: 90deg) }
    else { math.cancel(body(n.at(1)), inverted: "down" in kind and not "up" in kind, cross: "down" in kind and "up" in kind) }
  }
  else if k == "k" { inked(body(n.at(1)), pad: 2.5pt, ..if n.at(2) { (stroke: 0.5pt) } else { (fill: luma(88%)) }) }
  else if k == "S" { if n.at(2) == 1 { math.script(body(n.at(1))) } else { math.sscript(body(n.at(1))) } }
  else if k == "Z" { text(size: n.at(2) * 1em, body(n.at(1))) }
  else if k == "B" { math.bold(body(n.at(1))) }
  else if k == "?" { body(n.at(1)) }
  else if k == "v" { hide(body(n.at(1))) }
  else if k == "d" { math.display(body(n.at(1))) }
  else if k == "e" { math.inline(body(n.at(1))) }
}
#let formula(tree, display) = math.equation(block: display, tree.map(node).join())
`;
