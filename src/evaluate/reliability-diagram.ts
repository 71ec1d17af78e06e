import { scaleLinear } from 'd3-scale';
import type { Language } from '../data/fault.js';
import type { ReliabilityBin } from './metrics.js';

/** Options of {@link reliabilityDiagram}. */
export interface DiagramOptions {
  readonly language: Language;
  /** Side of the square of the curve, in pixels; default 320. */
  readonly size: number;
}

/** Defaults of {@link reliabilityDiagram}. */
export const DIAGRAM_DEFAULTS: DiagramOptions = { language: 'zh', size: 320 };

const WORDS = {
  zh: {
    title: '可靠性图',
    predicted: '预测的答对概率',
    observed: '实际答对的比例',
    answers: '次作答',
    ideal: '对角线：预测与实际一致',
  },
  en: {
    title: 'Reliability diagram',
    predicted: 'predicted probability of a right answer',
    observed: 'observed share of right answers',
    answers: 'answers',
    ideal: 'diagonal: prediction and outcome agree',
  },
} as const;

const LEFT = 56;
const TOP = 40;
const BARS = 56;
/** Two standard errors of a share. */
const SPREAD = 2;

/**
 * Reliability diagram as SVG: what happened where a probability was predicted, a dot a bin with ±2 standard errors of its share
 * (as if answers were independent), over bars of the numbers of answers. Holds no text from outside.
 *
 * @param bins of `reliabilityCurve`
 * @throws RangeError where the size is not from 100 to 4000
 * @source Murphy & Winkler (1977), Applied Statistics 26; Niculescu-Mizil & Caruana (2005), ICML
 * @example
 * const svg = reliabilityDiagram(reliabilityCurve(predicted, score), { language: 'en' });
 */
export function reliabilityDiagram(bins: readonly ReliabilityBin[], options: Partial<DiagramOptions> = {}): string {
  const { language, size } = { ...DIAGRAM_DEFAULTS, ...options };
  if (!(size >= 100 && size <= 4000)) throw new RangeError(`size is ${size}; expected 100 to 4000`);
  const words = WORDS[language];
  const x = scaleLinear([0, 1], [LEFT, LEFT + size]);
  const y = scaleLinear([0, 1], [TOP + size, TOP]);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const floor = TOP + size + 44 + BARS;
  const height = scaleLinear([0, most], [0, BARS - 8]);
  const parts: string[] = [];
  for (const tick of x.ticks(5)) {
    const label = `${Math.round(100 * tick)}%`;
    parts.push(
      line(x(tick), TOP, x(tick), TOP + size, '#ddd'),
      line(LEFT, y(tick), LEFT + size, y(tick), '#ddd'),
      text(x(tick), TOP + size + 15, label, 'middle'),
      text(LEFT - 6, y(tick) + 4, label, 'end'),
    );
  }
  parts.push(line(x(0), y(0), x(1), y(1), '#666', '5 4'));
  const filled = bins.filter(({ count }) => count > 0);
  for (const { predicted, observed, count } of filled) {
    const spread = SPREAD * Math.sqrt((observed * (1 - observed)) / count);
    const [low, high] = [Math.max(0, observed - spread), Math.min(1, observed + spread)];
    const tip = `${percent(predicted)} → ${percent(observed)}, ${count} ${words.answers}`;
    parts.push(
      line(x(predicted), y(low), x(predicted), y(high), '#0b4f94'),
      `<circle cx="${px(x(predicted))}" cy="${px(y(observed))}" r="4" fill="#0b4f94"><title>${tip}</title></circle>`,
    );
  }
  const path = filled.map(({ predicted, observed }) => `${px(x(predicted))},${px(y(observed))}`).join(' ');
  parts.push(`<polyline points="${path}" fill="none" stroke="#0b4f94" stroke-width="1.6"/>`);
  for (const { low, high, count } of bins) {
    const width = Math.max(0, x(high) - x(low) - 2);
    parts.push(
      `<rect x="${px(x(low) + 1)}" y="${px(floor - height(count))}" width="${px(width)}" height="${px(height(count))}" fill="#8ba6c4"><title>${count} ${words.answers}</title></rect>`,
    );
  }
  parts.push(
    line(LEFT, floor, LEFT + size, floor, '#333'),
    text(LEFT + size / 2, TOP + size + 32, words.predicted, 'middle'),
    `<text transform="translate(14 ${px(TOP + size / 2)}) rotate(-90)" text-anchor="middle">${words.observed}</text>`,
    text(LEFT - 6, floor - height(most) + 4, String(most), 'end'),
    text(LEFT, 16, words.title, 'start', 'bold'),
    text(LEFT, 32, words.ideal, 'start'),
  );
  const [width, whole] = [LEFT + size + 24, floor + 12];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img" lang="${language}" font-family="'Noto Sans SC','Microsoft YaHei',Arial,sans-serif" font-size="11" fill="#333"><title>${words.title}</title><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>`;
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string, dash?: string): string {
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${stroke}"${dashes}/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', weight = 'normal'): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-weight="${weight}">${content}</text>`;
}

function percent(p: number): string {
  return `${(100 * p).toFixed(1)}%`;
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}
