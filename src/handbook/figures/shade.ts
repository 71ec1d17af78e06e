/** Shades of grey from light to dark, told apart in black-and-white print, with the share from which each is used. */
const SHADES: readonly { readonly from: number; readonly grey: string }[] = [
  { from: 0, grey: 'ff' },
  { from: 0.3, grey: 'd6' },
  { from: 0.5, grey: 'a8' },
  { from: 0.7, grey: '70' },
  { from: 0.85, grey: '2e' },
];

/** The grey of a cell of the heat strip, as a colour `#rrggbb`. */
export function shadeOf(share: number): string {
  let shade = SHADES[0].grey;
  for (const { from, grey } of SHADES) if (share >= from) shade = grey;
  return `#${shade.repeat(3)}`;
}
