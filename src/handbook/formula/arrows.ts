/**
 * Arrows with words on them as browsers can set them: MathML Core knows no widths relative to the content, stretches an
 * arrow to its words only, and has no long equals sign, which is therefore a row of signs that join.
 */
export function arrows(mathml: string): string {
  if (!mathml.includes('minsize="3.0em"')) return mathml;
  return mathml
    .replaceAll('<mpadded width="+0.6em" lspace="0.3em">', '<mpadded class="cond">')
    .replace(
      /<mpadded class="cond">(?:<mrow><\/mrow>)?<\/mpadded>/g,
      '<mpadded class="cond"><mspace width="1.2em"/></mpadded>',
    )
    .replace(/<mo stretchy="true" minsize="3.0em">=<\/mo>(.*?)(?=<\/m(?:under)?over>|<\/munder>|$)/gs, (_, words) => {
      return `<mo class="eq" stretchy="false">${'='.repeat(signs(words))}</mo>${words}`;
    });
}

/** How many signs are as long as the wider one of the words, which are set at 0.71 of the size. */
function signs(words: string): number {
  const widths = words.split('<mpadded class="cond">').map((part) => {
    let width = 0;
    for (const letter of part.replace(/<[^>]*>/g, '')) width += letter.codePointAt(0)! > 0x2e7f ? 0.71 : 0.36;
    return width;
  });
  return Math.min(Math.max(3, Math.ceil((Math.max(...widths) + 0.5) / 0.58)), 40);
}
