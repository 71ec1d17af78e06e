/**
 * Reading scanned feedback cards: how often a page is refused or a row misread as scans get worse, and how long a page takes beside
 * jsQR 1.4 looking for the QR code alone in the same picture. Cards are drawn and distorted by the tests' own scanner; severity 1 is
 * what the reader is stated for: turned by up to 5° either way up, corners pulled in by up to 3 %, 150–300 dpi, noise of up to
 * 18 grey levels, up to 30 % of the light lost across either side, marks from half to fully dark and up to 0.5 mm off.
 * Run: npx tsx bench/handbook/read-cards.bench.ts [pages]
 */
import jsQR from 'jsqr';
import { FEEDBACK_MARKS, type FeedbackCard } from '../../src/handbook/feedback/card.js';
import { bubbleAt, type CardWords, layoutCard, PAGE_ENTRIES } from '../../src/handbook/feedback/layout.js';
import { type GrayImage, readFeedbackCard } from '../../src/handbook/feedback/read.js';
import { createRandom } from '../../src/math/random.js';
import { fill, printCard, scan } from '../../test/handbook/feedback/paper.js';

const words: CardWords = {
  owner: () => '',
  lines: [],
  marks: ['', '', '', ''],
  letters: ['', '', '', ''],
  redo: '',
  practice: '',
};
const card: FeedbackCard = {
  exam: '2026-06',
  learner: 'S1-0101',
  entries: Array.from({ length: PAGE_ENTRIES }, (_, at) => ({
    label: String(at + 1),
    part: 'redo',
    item: `m-${at}`,
    knowledgePoints: [],
  })),
};
const [page] = layoutCard(card, words);
const blank = printCard(page, 200);
const pages = Number(process.argv[2] ?? 40);

console.log(`${pages} simulated pages of ${PAGE_ENTRIES} rows at each severity`);
for (const severity of [1, 2, 3]) {
  const random = createRandom(`cards-${severity}`);
  let [refused, wrong, unclear, rows] = [0, 0, 0, 0];
  for (let at = 0; at < pages; at++) {
    let sheet = blank;
    const truth = card.entries.map((_, slot) => {
      const choice = Math.floor(random.uniform() * 5);
      if (choice === 4) return 'blank';
      const [x, y] = bubbleAt(slot, choice);
      const turn = 2 * Math.PI * random.uniform();
      const off = 0.5 * severity * random.uniform();
      sheet = fill(
        sheet,
        [x + off * Math.cos(turn), y + off * Math.sin(turn)],
        1.5 + 0.8 * random.uniform(),
        0.5 + 0.5 * random.uniform(),
      );
      return FEEDBACK_MARKS[choice];
    });
    const pull = (): [number, number] => [0.03 * severity * random.uniform(), 0.03 * severity * random.uniform()];
    const image = scan(sheet, {
      angle: severity * (10 * random.uniform() - 5) + (random.uniform() < 0.5 ? 180 : 0),
      zoom: 0.75 + 0.75 * random.uniform(),
      pull: [pull(), pull(), pull(), pull()],
      noise: 18 * severity * random.uniform(),
      shade: [0.3 * random.uniform(), 0.3 * random.uniform()],
      seed: at + 1,
    });
    try {
      readFeedbackCard(image, card).marks.forEach(({ mark }, slot) => {
        rows++;
        if (mark === 'unclear') unclear++;
        else if (mark !== truth[slot]) wrong++;
      });
    } catch {
      refused++;
    }
  }
  console.log(`severity ${severity}: ${refused} pages refused; of ${rows} rows ${wrong} misread, ${unclear} unclear`);
}

for (const dpi of [150, 200, 300]) {
  const image = scan(fill(printCard(page, dpi), bubbleAt(0, 0)), { angle: 2, noise: 8 });
  const own = median(() => readFeedbackCard(image, card));
  const rgba = colours(image);
  const peer = median(() => jsQR.default(rgba, image.width, image.height, { inversionAttempts: 'dontInvert' }));
  console.log(
    `${dpi} dpi (${image.width} × ${image.height}): a page in ${own.toFixed(0)} ms; jsQR for the code alone ${(peer / own).toFixed(2)} times that`,
  );
}

function colours({ width, height, gray }: GrayImage): Uint8ClampedArray {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (const [at, value] of gray.entries()) data.fill(value, 4 * at, 4 * at + 3);
  return data;
}

function median(work: () => unknown): number {
  work();
  const times = Array.from({ length: 7 }, () => {
    const from = performance.now();
    work();
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b)[3];
}
