/** The part of the style sheet that only the student's edition needs. */
export const STUDENT_STYLE: string = `
.tiles.many{display:grid;grid-template-columns:repeat(3,1fr)}.solution>p:first-of-type{display:inline}
.twin{display:flex;align-items:flex-end;gap:4mm;margin:0}.twin svg{width:28mm;height:28mm;flex:none}.twin figcaption{font-size:9.5pt;font-weight:400;margin:0}
.twin small{display:block;color:#444;font-size:8pt;line-height:1.4}
.cover .foot{display:flex;align-items:flex-end;justify-content:space-between;gap:8mm}.cover .foot .notice{flex:1}
.radar-row{display:grid;grid-template-columns:100mm 1fr;gap:4mm;align-items:center;margin:0 0 3mm;break-inside:avoid}
.radar-row.flat{grid-template-columns:1fr}.radar-row figure{margin:0}
svg.radar{width:100%;height:auto;display:block}svg.radar text{font-size:3px}svg.radar text.scale{font-size:2.3px;fill:#444}
.lists h3{border:0;padding:0;font:700 10pt/1.4 var(--hei);margin:2mm 0 .6mm}.lists ul{margin:0;padding:0 0 0 4.5mm;font:9.5pt/1.55 var(--hei);text-align:left}
.flat .lists{display:flex;gap:4mm 14mm;flex-wrap:wrap}.flat .lists h3{margin:.2mm 0}
table.points td{padding:.55mm 1.2mm}td.h{white-space:nowrap}svg.strip{display:block;height:4.2mm}
table.points td.n{width:29%}table.points td.b{width:31%}
figure.map{margin:3mm 0;break-inside:avoid}figure.map svg{width:100%;height:auto;display:block}
figure.map svg text{font-size:3.1px;text-anchor:middle}figure.map svg text.mark{font-size:2.5px}svg text.on-dark{fill:#fff}
.legend.signs{display:flex;gap:1mm 6mm;flex-wrap:wrap}
.why{margin:0 0 4.5mm}.why .q-head{break-after:avoid}.why .diagnosis{break-after:avoid}.why .key p,.why .solution>p:first-of-type{display:inline}
.why .key{margin:.6mm 0}.q-head a,table.plan a{color:inherit}.q-head a{text-decoration-thickness:.5pt}
.passage{border:.6pt solid #555;padding:2mm 3mm;margin:0 0 1.5mm}.passage b{display:block;text-align:center;font-family:var(--hei)}
table.plan{font-size:9.5pt}table.plan tr{border-bottom:.5pt solid #999}table.plan tr:first-child{border-top:.9pt solid #111}table.plan tr:last-child{border-bottom:.9pt solid #111}
table.plan th{width:33mm;vertical-align:top;font-weight:400;padding:1.2mm 1.5mm}table.plan th b{font-size:10.5pt}
table.plan th small{display:block;color:#333;font-size:8pt}table.plan td{padding:1.2mm 0}
table.plan ul{list-style:none;margin:0;padding:0}table.plan li{display:flex;gap:2mm;align-items:baseline;line-height:1.5}
table.plan .task{flex:1}table.plan .of{color:#333}table.plan .each{color:#333;white-space:nowrap;font-size:8.5pt}
.tick{display:inline-block;width:3.2mm;height:3.2mm;border:.8pt solid #111;flex:none;align-self:center}
.again{border-bottom:.8pt dashed #111}
.letter{border:.8pt solid #111;outline:.4pt solid #111;outline-offset:-1.4mm;padding:7mm 8mm 5mm}
.letter p{font:12.5pt/1.9 var(--kai);text-indent:2em}
.signatures{display:grid;grid-template-columns:1fr 1fr;gap:7mm 10mm;margin:9mm 0 0;font-family:var(--hei);font-size:10pt}
.signatures span{display:flex;gap:2mm;align-items:flex-end}.signatures i{flex:1;border-bottom:.6pt solid #111;height:1em}
@media print{section.flows{break-before:auto;break-inside:avoid;margin-top:9mm}table.plan a,.q-head a{text-decoration:none}}
@media (max-width:150mm){.radar-row{grid-template-columns:1fr}}
`;
