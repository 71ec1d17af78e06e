import { cssFamilies } from '../fonts.js';
import type { PageGeometry } from '../page.js';
import { CLASS_STYLE } from './class-style.js';
import { STUDENT_STYLE } from './student-style.js';

/** The style sheet of a booklet: screen and print. Families by role: headings 黑体, body 宋体, remarks 楷体. */
export const STYLE: string = `
:root{--song:${cssFamilies('song')};--hei:${cssFamilies('hei')};--kai:${cssFamilies('kai')}}
*{box-sizing:border-box}
html{background:#e9e9e6;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0 auto;max-width:var(--paper);background:#fff;color:#111;font:11pt/1.7 var(--song);padding:14mm 18mm 18mm 22mm;
overflow-wrap:anywhere;text-align:justify;line-break:strict;text-spacing-trim:trim-start;text-autospace:normal;hanging-punctuation:allow-end}
h1,h2,h3,.q-head,dt,.tile,figcaption,table,.tag,.legend,svg text{font-family:var(--hei)}
h1{font-size:28pt;line-height:1.3;margin:0;text-align:left}
h2{font-size:17pt;line-height:1.3;margin:0 0 5mm;padding-bottom:1.5mm;border-bottom:1.6pt solid #111;break-after:avoid}
h3{font-size:12.5pt;margin:7mm 0 1mm;break-after:avoid;border-left:3pt solid #111;padding-left:2.5mm;line-height:1.4}
p{margin:0 0 2mm;orphans:2;widows:2}
.vec{font-size:.65em}.cond{padding:0 .45em;white-space:nowrap}.eq{letter-spacing:-.22em}.fn{margin:0 .17em}.fn.tight{margin-right:0}mrow>.fn:first-child{margin-left:0}
.over,.bar{border-top:.055em solid;padding-top:.09em;margin:0 .04em}.under{border-bottom:.055em solid;padding-bottom:.09em}
math{font-family:"Latin Modern Math","STIX Two Math","Cambria Math","XITS Math","Libertinus Math","TeX Gyre Termes Math","DejaVu Math TeX Gyre","Noto Sans Math","Times New Roman",var(--song);font-size:1.06em}
.display{display:block;text-align:center;overflow-x:auto;margin:1mm 0}
mtable.left mtd{text-align:left}mtable.steps mtd{padding-left:0;padding-right:0}
mtable.steps mtd:nth-child(odd){text-align:right}mtable.steps mtd:nth-child(even){text-align:left}
.solid-left{border-left:.6pt solid}.solid-right{border-right:.6pt solid}.solid-top{border-top:.6pt solid}.solid-bottom{border-bottom:.6pt solid}
.dashed-right{border-right:.6pt dashed}.dashed-bottom{border-bottom:.6pt dashed}
.bold{font-weight:700}.box{border:.6pt solid;padding:.15em .25em}.ground{background:#ddd;padding:.1em .2em}
.strike.up{background:linear-gradient(to bottom right,transparent 47%,#111 47%,#111 53%,transparent 53%)}
.strike.down{background:linear-gradient(to top right,transparent 47%,#111 47%,#111 53%,transparent 53%)}
.strike.up.down{background:linear-gradient(to top right,transparent 47%,#111 47%,#111 53%,transparent 53%),linear-gradient(to bottom right,transparent 47%,#111 47%,#111 53%,transparent 53%)}
.strike.through{background:linear-gradient(transparent 47%,#111 47%,#111 53%,transparent 53%)}
.bad{font:9.5pt/1.4 ui-monospace,Consolas,monospace;border:.6pt dashed #555;padding:0 .3em;background:#f4f4f4;white-space:pre-wrap}
.blank{color:transparent;border-bottom:.7pt solid #111;line-height:1;user-select:none}
section{margin:0 0 14mm}
.cover{min-height:calc(var(--sheet) - 42mm);display:flex;flex-direction:column;justify-content:space-between}
.cover .top{padding-top:calc(var(--sheet)*.13);border-bottom:2.4pt solid #111;padding-bottom:6mm}
.subtitle{font:16pt/1.4 var(--hei);margin:3mm 0 0;color:#333;text-align:left}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:2.2mm 6mm;margin:0;font-size:12pt}
.facts dt{color:#444}.facts dd{margin:0;border-bottom:.5pt solid #999}
.toc{list-style:none;margin:0;padding:0;columns:2;font-family:var(--hei)}
.toc a{color:inherit;text-decoration:none}
.notice{font:9.5pt/1.5 var(--kai);border:.6pt solid #555;padding:2mm 3mm;margin:0}
.tiles{display:flex;flex-wrap:wrap;gap:4mm;margin:0 0 5mm}
.tile{flex:1 1 32mm;border:.8pt solid #111;padding:2mm 3mm;text-align:left;line-height:1.4}
.tile b{display:block;font-size:17pt}.tile span{color:#333;font-size:9.5pt}.tile small{display:block;font-size:8pt;color:#333}
.words p{font-family:var(--kai);font-size:12pt}
img{max-width:100%;height:auto;vertical-align:middle}figure.picture{margin:1mm 0;text-align:center}
.picture img{display:block;margin:0 auto}.picture figcaption{font-weight:400;font-size:9pt;margin:.6mm 0 0}
figure{margin:0 0 5mm;break-inside:avoid}figcaption{font-weight:700;margin-bottom:1mm}
svg.growth{width:100%;height:auto;display:block}svg text{font-size:11px;fill:#111}svg text.value{font-weight:700}
.sheet{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:1.2mm;font:9pt/1 var(--hei)}
.sheet li{min-width:8.5mm;height:8.5mm;padding:0 1mm;display:flex;align-items:center;justify-content:center;border:.8pt solid #111}
.legend{font-size:8.5pt;margin:1.5mm 0 0;text-align:left}
.legend i{display:inline-block;width:3.4mm;height:3.4mm;border:.8pt solid #111;vertical-align:-.5mm;margin:0 1mm 0 2mm}
.s0{background:#2b3a4a}.sheet .s0{color:#fff}.s1{background:linear-gradient(to top,#c4c8cd 50%,#fff 50%)}.s2{background:#fff}
.sheet .s3,.legend .s3{border-style:dashed;border-color:#777}.sheet .s3{color:#444}
table{width:100%;border-collapse:collapse;font-size:9.5pt;line-height:1.35}
td,th{padding:.9mm 1.5mm;text-align:left;vertical-align:middle}tr{break-inside:avoid}
td.n{width:34%}td.b{width:38%}td.p{text-align:right;white-space:nowrap}td.l{white-space:nowrap}td.a{color:#333;white-space:nowrap}
svg.bar{width:100%;height:auto;display:block}svg.sign{vertical-align:-1.5px;margin-right:1.2mm}
.intro,.why{font-family:var(--kai)}.why{margin:0 0 2mm;break-after:avoid}
.q{margin:0 0 5mm}
.q-body{break-inside:avoid}
.q-head{font-size:9.5pt;display:flex;flex-wrap:wrap;gap:1mm 2.5mm;align-items:baseline;line-height:1.5;margin-bottom:.8mm;break-after:avoid}
.q-head b{font-size:12.5pt}
.q-head .kp{color:#333}
.tag{border:.7pt solid #111;padding:0 1.6mm;font-size:8.5pt}
.tag.consolidate{background:#d4d7db}.tag.advance{background:#2b3a4a;color:#fff}
.options{list-style:none;margin:0 0 1mm;padding:0;display:grid;gap:.6mm 4mm}
.c1{grid-template-columns:1fr}.c2{grid-template-columns:1fr 1fr}.c4{grid-template-columns:repeat(4,1fr)}
.options li{display:flex;gap:1.4mm}.options p{margin:0}
.diagnosis{font:10pt/1.6 var(--kai);border-left:2pt solid #555;padding-left:2.5mm;margin:1mm 0}
.lines{break-inside:avoid}.lines.first{margin-top:1mm}.lines div,.line{height:8.4mm;border-bottom:.5pt dotted #666;break-inside:avoid;break-before:auto}
.answer{display:flex;gap:2.5mm;margin:0 0 2.2mm}.answer.short{break-inside:avoid}
.answer>b{font-family:var(--hei);min-width:9mm;flex:none}.answer>div{flex:1;min-width:0}
.answer .key{break-after:avoid}.answer .key p{display:inline}.label{font:9pt/1 var(--hei);color:#333;margin-right:1.2mm}
.solution p{margin:0 0 1mm}
svg.card{display:block;margin:0 auto 6mm;max-width:100%;height:auto}svg.card text{fill:inherit}
${STUDENT_STYLE}${CLASS_STYLE}@media print{html{background:none}body{max-width:none;padding:0;font-size:10.5pt;line-height:1.62}p{margin-bottom:1.2mm}section{break-before:page;margin:0}
svg.card{break-inside:avoid;margin:0 auto}svg.card+svg.card{break-before:page}section.cover{break-before:auto}}
`;

/**
 * Page set-up: paper, binding margin, heads and numbers where the browser can; printed on both sides, they change sides.
 * `heading` and `title` are CSS strings.
 */
export function pageStyle(page: PageGeometry, heading: string, title: string): string {
  const font = `font:8pt ${cssFamilies('hei')};color:#333;vertical-align:bottom;padding-bottom:3mm`;
  const box = (place: string, content: string): string => `@${place}{content:${content};${font}}`;
  const number = 'counter(page) " / " counter(pages)';
  const foot = (place: string): string =>
    `@${place}{content:${number};font:8pt ${cssFamilies('hei')};color:#333;vertical-align:top;padding-top:4mm}`;
  const margin = (left: number, right: number): string => `margin:${page.top}mm ${right}mm ${page.bottom}mm ${left}mm`;
  const recto = box('top-left', heading) + box('top-right', title);
  const sides =
    page.sides === 1
      ? `@page{${margin(page.inside, page.outside)};${recto}${foot('bottom-center')}}`
      : `@page :right{${margin(page.inside, page.outside)};${recto}${foot('bottom-right')}}` +
        `@page :left{${margin(page.outside, page.inside)};${box('top-left', title)}${box('top-right', heading)}${foot('bottom-left')}}`;
  const bare = ['top-left', 'top-right', 'bottom-left', 'bottom-center', 'bottom-right'];
  return (
    `:root{--paper:${page.width}mm;--sheet:${page.height}mm}@page{size:${page.width}mm ${page.height}mm}${sides}` +
    `@page :first{${bare.map((place) => `@${place}{content:none}`).join('')}}`
  );
}
