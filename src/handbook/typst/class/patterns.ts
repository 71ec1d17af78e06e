import type { ErrorPatterns, HeatMap, PracticeGroups } from '../../class-document.js';
import { questionTree } from '../question.js';
import { maybe, plain, type TreeContext } from '../text.js';

/** The part of the template that sets 错因分析, 知识点掌握图 and 分层练习. */
export const CLASS_PATTERNS: string = `
// Shades of stacked bars, told apart without colour.
#let slip-fills = (white, hatch, dark, luma(80%))
#let level-fills = (weak: hatch, partial: luma(76%), mastered: dark, unknown: white)
#let legend(names, fills) = par(label-text({
  for (name, fill) in names.zip(fills) { box(baseline: 0.4mm, rect(width: 3.6mm, height: 3mm, fill: fill, stroke: 0.5pt)); h(1.2mm); name; h(4mm) }
}))
#let stacked(counts, fills, most) = box(width: 100%, height: 3.4mm, {
  let from = 0
  for (count, fill) in counts.zip(fills) {
    if count > 0 { place(left + horizon, dx: from / most * 100%, rect(width: count / most * 100%, height: 3.4mm, fill: fill, stroke: 0.5pt)) }
    from += count
  }
})
#let error-patterns(s) = {
  remark(s.introduction)
  if s.slips.len() > 0 {
    figure-title(s.slipsTitle)
    legend(s.slipNames, slip-fills)
    set text(font: sans, size: 8.5pt)
    set par(justify: false, leading: 0em)
    let most = calc.max(..s.slips.map(r => r.counts.sum()))
    grid(
      columns: (auto, 1fr, auto), column-gutter: 3mm, row-gutter: 0.7mm, align: horizon,
      ..s.slips.map(r => (text(weight: "bold", r.label), stacked(r.counts, slip-fills, most), text(fill: grey, r.counts.map(str).join(" / ")))).flatten(),
    )
  }
  if s.points.len() > 0 {
    block(breakable: false, above: 1.6em, {
      figure-title(s.pointsTitle)
      legend(s.levelNames, level-fills.values())
      set text(font: sans, size: 8.5pt)
      set par(justify: false, leading: 0em)
      grid(
        columns: (auto, 1fr, auto), column-gutter: 3mm, row-gutter: 0.7mm, align: horizon,
        ..s.points.map(r => (box(width: 56mm, r.name), stacked(r.counts, level-fills.values(), calc.max(1, r.counts.sum())), text(fill: grey, r.note))).flatten(),
      )
    })
  }
  figure-title(s.togetherTitle)
  if s.together.len() == 0 { remark(s.togetherNone) }
  for (labels, words) in s.together {
    block(above: 0.5em, below: 0.5em, breakable: false, {
      for l in labels { box(stroke: 0.7pt, inset: (x: 1.6mm), outset: (y: 0.6mm), text(font: sans, size: 9pt, weight: "bold", l)); h(1.4mm) }
      words
    })
  }
}

#let heat-cell(level, size) = box(width: size, height: size, {
  let pad = size * 8%
  let s = size - 2 * pad
  if level == "unknown" { place(dx: size * 40%, dy: size * 40%, rect(width: size * 20%, height: size * 20%, fill: luma(60%))) }
  else {
    place(dx: pad, dy: pad, rect(width: s, height: s, fill: level-fills.at(level), stroke: if level == "weak" { 0.7pt } else { 0.4pt }))
  }
})
#let heat-map(s) = {
  remark(s.explanation)
  legend(s.levelNames, level-fills.values())
  for b in s.blocks {
    layout(size => block(breakable: false, above: 1.2em, {
      let names = 46mm
      let cell = calc.min(5mm, (size.width - names - 9mm) / calc.max(1, b.learners.len()))
      set text(font: sans, size: 8pt, top-edge: 0.8em, bottom-edge: -0.2em)
      set par(justify: false, leading: 0em)
      let widest = calc.max(..b.learners.map(l => measure(text(size: 7pt, l)).width))
      grid(
        columns: (names,) + (cell,) * b.learners.len() + (9mm,), align: horizon, row-gutter: 0pt,
        [], ..b.learners.map(l => box(width: cell, height: widest + 1mm, place(bottom + center, rotate(-90deg, reflow: true, text(size: calc.min(7pt, cell * 0.86), l))))),
        grid.cell(align: right + bottom, text(size: 7pt, fill: grey, s.weakWord)),
        ..b.rows.map(r => (
          grid.cell(inset: (right: 1.5mm), box(width: names - 1.5mm, height: calc.max(cell, 3.4mm), clip: true, align(right + horizon, text(size: calc.min(8pt, (names - 1.5mm) / calc.max(1, measure(text(size: 8pt, r.name)).width / 8pt)), r.name)))),
          ..r.levels.map(l => heat-cell(l, cell)),
          align(right, str(r.levels.filter(l => l == "weak").len())),
        )).flatten(),
      )
    }))
  }
  if s.note != none { par(label-text(s.note, fill: grey)) }
}

#let practice-groups(s) = {
  remark(s.introduction)
  for g in s.groups {
    heading(level: 2, g.name)
    block(sticky: true, {
      par(justify: false, label-text(g.members.join(if zh { "、" } else { ", " })))
      remark(g.why)
    })
    for q in g.questions { block(width: 100%, above: 1.1em, below: 0.6em, breakable: q.long, question-body(q)) }
  }
  if s.pairs.len() > 0 {
    heading(level: 2, s.pairsTitle)
    remark(s.pairsNote)
    set text(font: sans, size: 9pt)
    set par(justify: false, leading: 0em)
    grid(
      columns: (auto, auto, auto, 1fr), column-gutter: 2.4mm, row-gutter: 0.9mm, align: horizon,
      ..s.pairs.map(((helper, learner, about)) => (text(weight: "bold", helper), "→", text(weight: "bold", learner), about)).flatten(),
    )
  }
}
`;

/** 错因分析 for the template. */
export function errorPatternsTree(section: ErrorPatterns, context: TreeContext): object {
  const text = (value: string): string => plain(value, context);
  return {
    introduction: text(section.introduction),
    slipsTitle: text(section.slipsTitle),
    slipNames: section.slipNames.map(text),
    slips: section.slips.map(({ label, counts }) => ({ label: text(label), counts })),
    pointsTitle: text(section.pointsTitle),
    levelNames: levelNames(context),
    points: section.points.map(({ name, weak, partial, mastered, unknown, note }) => ({
      name: text(name),
      counts: [weak, partial, mastered, unknown],
      note: text(note),
    })),
    togetherTitle: text(section.togetherTitle),
    together: section.together.map(({ labels, words }) => [labels.map(text), text(words)]),
    togetherNone: text(section.togetherNone),
  };
}

/** 知识点掌握图 for the template. */
export function heatMapTree(section: HeatMap, context: TreeContext): object {
  const text = (value: string): string => plain(value, context);
  return {
    explanation: text(section.explanation),
    levelNames: levelNames(context),
    weakWord: context.words.levels.weak,
    blocks: section.blocks.map(({ learners, rows }) => ({
      learners: learners.map(text),
      rows: rows.map(({ name, levels }) => ({ name: text(name), levels })),
    })),
    note: maybe(section.note, context),
  };
}

/** 分层练习 for the template. */
export function practiceGroupsTree(section: PracticeGroups, context: TreeContext): object {
  const text = (value: string): string => plain(value, context);
  return {
    introduction: text(section.introduction),
    groups: section.groups.map(({ name, members, why, questions }) => ({
      name: text(name),
      members: members.map(text),
      why: text(why),
      questions: questions.map(({ question, tier, outlook }) =>
        questionTree(
          question,
          { marks: [text(outlook)], tier, tierWord: context.words.tiers[tier], remark: null },
          context,
        ),
      ),
    })),
    pairsTitle: text(section.pairsTitle),
    pairs: section.pairs.map(({ helper, learner, about }) => [text(helper), text(learner), text(about)]),
    pairsNote: text(section.pairsNote),
  };
}

/** In the order of the template's fills. */
function levelNames({ words: { levels } }: TreeContext): readonly string[] {
  return [levels.weak, levels.partial, levels.mastered, levels.unknown];
}
