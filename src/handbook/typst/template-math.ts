/** The part of the template that sets formulas out of the tree of `mathTree`. Only Typst's functions, no `eval`. */
export const TEMPLATE_MATH: string = `
#let amp = $&$.body
// As content at once: symbols that are joined as values would become a string, and strings are upright.
#let one(c) = if c.clusters().len() == 1 { [#symbol(c)] } else { text(c) }
#let large = "∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆"
#let node(n) = {
  let k = n.at(0)
  let body(list) = if list == none or list.len() == 0 { [] } else { list.map(node).join() }
  if k == "s" or k == "o" { one(n.at(1)) }
  else if k == "n" { text(n.at(1)) }
  else if k == "u" { math.upright(one(n.at(1))) }
  else if k == "c" { math.class("normal", one(n.at(1))) }
  else if k == "t" { text(n.at(1)) }
  else if k == "f" { math.op(n.at(1)) }
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
  else if k == "i" {
    let it = math.equation(body(n.at(1)))
    box(..if n.at(2) { (width: 0pt) }, baseline: (0.36 - n.at(3)) * 1em, it)
  }
  else if k == "^" { math.accent(body(n.at(1)), n.at(2)) }
  else if k == "l" { if n.at(2) { math.overline(body(n.at(1))) } else { math.underline(body(n.at(1))) } }
  else if k == "b" {
    let sign = n.at(3)
    let note = if n.at(4) == none { () } else { (body(n.at(4)),) }
    let over = n.at(2)
    if sign in "⏜⏝" { if over { math.overparen(body(n.at(1)), ..note) } else { math.underparen(body(n.at(1)), ..note) } }
    else if sign in "⎴⎵" { if over { math.overbracket(body(n.at(1)), ..note) } else { math.underbracket(body(n.at(1)), ..note) } }
    else if over { math.overbrace(body(n.at(1)), ..note) }
    else { math.underbrace(body(n.at(1)), ..note) }
  }
  else if k == "m" {
    let side = n.at(2)
    if side == "a" {
      // Columns right, left, right …: one column with an alignment point between each two cells.
      math.mat(delim: none, row-gap: 0.5em, ..n.at(1).map(cells => (cells.map(body).join(amp),)))
    } else {
      let width = calc.max(..n.at(1).map(cells => cells.len()))
      let rows = n.at(1).map(cells => cells.map(body) + ([],) * (width - cells.len()))
      math.mat(
        delim: none, row-gap: 0.4em, column-gap: 0.9em,
        align: if side == "l" { left } else if side == "r" { right } else { center },
        augment: if n.at(3).len() + n.at(4).len() == 0 { none } else { (vline: n.at(3), hline: n.at(4), stroke: 0.5pt) },
        ..rows,
      )
    }
  }
  else if k == "p" { math.lr(body(n.at(1))) }
  else if k == "z" { math.lr(one(n.at(1)), size: n.at(2) * 1em) }
  else if k == "w" { math.stretch(one(n.at(1)), size: 1.8em) }
  else if k == "x" {
    let kind = n.at(2)
    if "horizontal" in kind { math.cancel(body(n.at(1)), angle: 90deg) }
    else { math.cancel(body(n.at(1)), inverted: "down" in kind and not "up" in kind, cross: "down" in kind and "up" in kind) }
  }
  else if k == "k" { box(stroke: 0.5pt, inset: 2.5pt, baseline: 2.5pt, math.equation(body(n.at(1)))) }
  else if k == "v" { hide(body(n.at(1))) }
  else if k == "d" { math.display(body(n.at(1))) }
  else if k == "e" { math.inline(body(n.at(1))) }
}
#let formula(tree, display) = math.equation(block: display, tree.map(node).join())
`;
