/** The part of the style sheet that only the class edition needs. */
export const CLASS_STYLE: string = `
.f0{background:#fff}.f1{background:repeating-linear-gradient(135deg,#333 0 .3mm,#fff .3mm 1.1mm)}.f2{background:#2b3a4a}.f3{background:#b9bec4}
.f4{background:#fff;border-style:dotted!important;border-color:#777!important}
.stack{display:flex;height:3.4mm;width:100%}.stack i{border:.6pt solid #222;border-left-width:0;flex:none}.stack i:first-child{border-left-width:.6pt}
th{font-weight:700;white-space:nowrap}
table.bars th{width:1%}table.bars th.n{white-space:normal;width:32%;font-weight:400}table.bars td.w{width:55%}figure.long{break-inside:auto}
.class-overview .tiles{gap:2.4mm}.class-overview .tile{flex-basis:26mm;padding:2mm 2.4mm}.class-overview .tile b{font-size:14pt}.class-overview .tile span{font-size:8.5pt}
table.ruled{font-size:9pt}table.ruled td:nth-child(2){white-space:nowrap}table.pairs td:nth-child(2){white-space:normal}table.ruled thead th{border-bottom:.9pt solid #111;white-space:nowrap}
table.ruled td,table.ruled tbody th{border-bottom:.5pt solid #aaa;vertical-align:top}
td.r{text-align:right;white-space:nowrap}td.s{white-space:nowrap}td.s .stack{display:inline-flex;width:14mm;border:.5pt solid #888;vertical-align:-.6mm;margin-right:1mm}
td small{color:#333}table.pairs th{width:1%}
.advice{border-left:2pt solid #555;padding-left:2.5mm;margin:1mm 0}.advice p{font:10pt/1.6 var(--kai);margin:0}.advice .legend{font:8.5pt/1.6 var(--hei);color:#333}
table.heat{table-layout:fixed;font-size:8pt;margin:3mm 0;break-inside:avoid}
table.heat th[scope=row]{width:44mm;text-align:right;font-weight:400;padding:0 1.5mm 0 0;white-space:normal}
table.heat thead th:first-child{width:44mm}table.heat thead th:last-child,table.heat td.r{width:8mm;padding:0;text-align:right}
table.heat thead th[scope=col]{padding:0;vertical-align:bottom;text-align:center;font-weight:400;font-size:7pt;height:8mm}
table.heat thead th span{writing-mode:vertical-rl;white-space:nowrap}
table.heat td{padding:.15mm}table.heat td i{display:block;aspect-ratio:1;max-height:4.6mm;border:.5pt solid #222;margin:auto}
`;
