import { type Language, YincaiError } from '../../data/fault.js';
import type { IrtModel } from '../model.js';
import type { ObservedItems } from './observed.js';

/** What every picture takes; what is absent is taken from {@link plotDefaults}. */
export interface PlotOptions {
  /** Language of the words. */
  readonly lang?: Language;
  /** Pixels, 240 … 4000; the picture is vectors and scales to any size. */
  readonly width?: number;
  readonly height?: number;
  /** Abilities from … to; by default what the model's learners reach, four deviations about their means. */
  readonly range?: readonly [number, number];
  /** Stands above the picture in place of the usual title. */
  readonly title?: string;
}

/** Defaults of the pictures. */
export const plotDefaults: { readonly lang: Language; readonly width: number; readonly height: number } = {
  lang: 'zh',
  width: 560,
  height: 400,
};

/** Another model of the same items, or another group's answers, laid over the first. */
export interface Overlay {
  /** What it is called, such as a group. */
  readonly label: string;
  /** Absent where only the answers of a group are laid over. */
  readonly model?: IrtModel;
  readonly observed?: ObservedItems;
}

/** What pictures of curves take beside {@link PlotOptions}. */
export interface PlotCurveOptions extends PlotOptions {
  /** What the first model is called where others are laid over it. */
  readonly label?: string;
  /** What the learners answered; see {@link observeItems}. */
  readonly observed?: ObservedItems;
  readonly compare?: readonly Overlay[];
}

/** Points along a curve. */
export const CURVE_POINTS = 161;

/** Options with the defaults. */
export interface Frame {
  readonly lang: Language;
  readonly width: number;
  readonly height: number;
  readonly range: readonly [number, number];
}

/** @throws YincaiError `bad-option` for sizes and ranges that no picture has. */
export function frameOf(model: IrtModel, options: PlotOptions): Frame {
  const { lang, width, height } = { ...plotDefaults, ...options };
  const range = options.range ?? abilityRange(model);
  for (const [column, value] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!(value >= 240 && value <= 4000)) refuse(column, value, 'pixels from 240 to 4000', '240 到 4000 的像素数');
  }
  if (!(range[0] < range[1] && range[0] >= -50 && range[1] <= 50)) {
    refuse(
      'range',
      range.join(' … '),
      'two abilities from −50 to 50, the lower first',
      '−50 到 50 之间由小到大的两个能力值',
    );
  }
  return { lang, width, height, range };
}

function refuse(column: string, value: unknown, expected: string, expectedZh: string): never {
  throw new YincaiError({ code: 'bad-option', column, value: String(value), expected, expectedZh });
}

/** Four deviations about the groups' means, in halves, at least −3 … 3. */
function abilityRange({ latent, quadrature }: IrtModel): readonly [number, number] {
  let low = -3;
  let high = 3;
  for (const { mean, deviation } of latent) {
    low = Math.min(low, mean - 4 * deviation);
    high = Math.max(high, mean + 4 * deviation);
  }
  const bound = Math.max(4, quadrature.bound);
  return [Math.max(-bound, Math.floor(2 * low) / 2), Math.min(bound, Math.ceil(2 * high) / 2)];
}

/** A function at evenly spaced abilities. */
export function sample(range: readonly [number, number], f: (theta: number) => number): [number, number][] {
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const theta = range[0] + ((range[1] - range[0]) * i) / (CURVE_POINTS - 1);
    return [theta, f(theta)];
  });
}

/** The models to draw, the first first, with their names and observations. */
export interface Subject {
  readonly label: string;
  readonly model: IrtModel | undefined;
  readonly observed: ObservedItems | undefined;
}

/** The model with what is laid over it. */
export function subjectsOf(model: IrtModel, options: PlotCurveOptions): Subject[] {
  const { compare = [] } = options;
  return [
    { label: compare.length > 0 ? (options.label ?? model.latent[0].group) : '', model, observed: options.observed },
    ...compare.map((overlay) => ({ label: overlay.label, model: overlay.model, observed: overlay.observed })),
  ];
}
