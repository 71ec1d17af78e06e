import { type IrtModel, ITEM_FAMILIES, type ItemFamily } from '../../../src/irt/model.js';
import { modelOf } from '../samples.js';

/** Logits of a unit of the normal metric in which these parameters are printed. */
const D = 1.7;

interface Published {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/** Form X of Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., Table 6.5: 36 items, 3PL. */
const FORM_X: Published = {
  a: [
    0.5496, 0.7891, 0.4551, 1.4443, 0.974, 0.5839, 0.8604, 1.1445, 0.7544, 0.917, 0.9592, 0.6633, 1.2324, 1.0492, 1.069,
    0.9193, 0.8935, 0.9672, 0.6562, 1.0556, 0.3479, 0.8432, 1.1142, 1.4579, 0.5137, 0.9194, 1.8811, 1.5045, 0.9664,
    0.702, 1.2651, 0.8567, 1.408, 0.5808, 0.9257, 1.2993,
  ],
  b: [
    -1.796, -0.4796, -0.7101, 0.4833, -0.168, -0.8567, 0.4546, -0.1301, 0.0212, 1.0139, 0.7218, 0.0506, 0.4167, 0.7882,
    0.961, 0.6099, 0.5128, 0.195, 0.3953, 0.9481, 2.2768, 1.0601, 0.5826, 1.0241, 1.379, 1.0782, 1.4062, 1.5093, 1.5443,
    2.2401, 1.8759, 1.714, 1.5556, 3.4728, 3.1202, 2.1589,
  ],
  c: [
    0.1751, 0.1165, 0.2087, 0.2826, 0.2625, 0.2038, 0.3224, 0.2209, 0.16, 0.3648, 0.2399, 0.124, 0.2535, 0.1569, 0.2986,
    0.2521, 0.2273, 0.0535, 0.1201, 0.2036, 0.1489, 0.2332, 0.0644, 0.2453, 0.1427, 0.0879, 0.1992, 0.1642, 0.1431,
    0.0853, 0.2443, 0.0865, 0.0789, 0.1399, 0.109, 0.1075,
  ],
};

/** Form Y of the same table. */
const FORM_Y: Published = {
  a: [
    0.8704, 0.4628, 0.4416, 0.5448, 0.62, 0.573, 1.1752, 0.445, 0.5987, 0.8479, 1.032, 0.6041, 0.8297, 0.7252, 0.9902,
    0.7749, 0.5942, 0.8081, 0.964, 0.7836, 0.414, 0.7618, 1.1959, 1.3554, 1.1869, 1.0296, 1.0417, 1.2055, 0.9697,
    0.6336, 1.0822, 1.0195, 1.1347, 1.1948, 1.1961, 0.9255,
  ],
  b: [
    -1.4507, -0.407, -1.3349, -0.9017, -1.4865, -1.321, 0.0691, 0.2324, -0.7098, -0.4253, -0.8184, -0.3539, -0.0191,
    -0.3155, 0.532, 0.5394, 0.8987, -0.1156, -0.1948, 0.3506, 2.5538, -0.1581, 0.5056, 0.5811, 0.6229, 0.3898, 0.9392,
    1.135, 0.6976, 1.896, 1.3864, 0.9197, 1.079, 1.8411, 2.0297, 2.1337,
  ],
  c: [
    0.1576, 0.1094, 0.1559, 0.1381, 0.2114, 0.1913, 0.2947, 0.2723, 0.1177, 0.1445, 0.0936, 0.0818, 0.1283, 0.0854,
    0.3024, 0.2179, 0.2299, 0.0648, 0.1633, 0.1299, 0.241, 0.1137, 0.2397, 0.2243, 0.2577, 0.1856, 0.1651, 0.2323,
    0.107, 0.0794, 0.1855, 0.1027, 0.063, 0.0999, 0.0832, 0.1259,
  ],
};

/** Every third item is in both forms. */
export const COMMON_ITEMS: readonly number[] = [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36];

/** Posterior distributions of ability of the two groups, same source, Table 6.7 (as in the STUIRT program's first example). */
export const GROUP_NODES: readonly number[] = [-4, -3.111, -2.222, -1.333, -0.4444, 0.4444, 1.333, 2.222, 3.111, 4];
export const GROUP_X: readonly number[] = [
  0.0001008, 0.00276, 0.03021, 0.142, 0.3149, 0.3158, 0.1542, 0.03596, 0.003925, 0.0001862,
];
export const GROUP_Y: readonly number[] = [
  0.0001173, 0.003242, 0.03449, 0.1471, 0.3148, 0.311, 0.1526, 0.03406, 0.00251, 0.0001116,
];

/** A model of binary items with lower asymptotes. */
export function threeParameter(
  a: readonly number[],
  b: readonly number[],
  c: readonly number[],
  items: readonly string[],
): IrtModel {
  const model = modelOf(
    { a: a.map((x) => D * x), b: b.map((x) => [x]) },
    a.map((): ItemFamily => '3PL'),
  );
  return { ...model, items, lower: c };
}

/** Form X; common items are `c3`, `c6` …, its own `x1`, `x2` …. */
export function formX(): IrtModel {
  return threeParameter(FORM_X.a, FORM_X.b, FORM_X.c, names('x'));
}

/** Form Y, its own items `y1`, `y2` …. */
export function formY(): IrtModel {
  return threeParameter(FORM_Y.a, FORM_Y.b, FORM_Y.c, names('y'));
}

function names(own: string): string[] {
  return Array.from({ length: 36 }, (_, j) => (COMMON_ITEMS.includes(j + 1) ? `c${j + 1}` : `${own}${j + 1}`));
}

/**
 * The 17 items in two calibrations of the STUIRT program's second example: twelve 3PL, five partial credit. The results that are
 * known were made with the steps of the latter at location − step (Stocking–Lord) and at location + step (Haebara).
 */
export function mixedForm(which: 'x' | 'y', sign: 1 | -1): IrtModel {
  const { a, b, c, location, steps } = MIXED[which];
  const truth = {
    a: a.map((x) => D * x),
    b: [...b.map((x) => [x]), ...location.map((x, i) => steps[i].map((step) => x + sign * step))],
  };
  const families = a.map((_, j): ItemFamily => (j < b.length ? '3PL' : 'GPCM'));
  return { ...modelOf(truth, families), lower: a.map((_, j) => (ITEM_FAMILIES[families[j]].binary ? c[j] : 0)) };
}

const MIXED = {
  x: {
    a: [
      0.751335, 0.955947, 0.497206, 0.724, 0.8652, 0.658129, 1.082118, 0.988294, 1.248923, 1.116682, 0.438171, 1.082206,
      0.269994, 0.972506, 0.378812, 0.537706, 0.554506,
    ],
    b: [
      -0.897391, -0.811477, -0.858681, -0.123911, 0.205889, 0.555228, 0.950549, 1.377501, 1.614355, 2.353932, 3.217965,
      4.441864,
    ],
    c: [
      0.244001, 0.242883, 0.260893, 0.243497, 0.319135, 0.277826, 0.157979, 0.084828, 0.181874, 0.246856, 0.309243,
      0.192339,
    ],
    location: [0.003998, 1.632662, 3.464657, 1.010053, 2.432938],
    steps: [
      [1.097268, -1.097268],
      [0.106514, -0.106514],
      [2.102301, -2.102301],
      [-0.476513, 1.081282, -0.60477],
      [1.007525, -0.197767, -0.809758],
    ],
  },
  y: {
    a: [
      0.887276, 1.184412, 0.609412, 0.923812, 0.822776, 0.707818, 1.306976, 1.295471, 1.366841, 1.389624, 0.293806,
      0.885347, 0.346324, 1.252012, 0.392282, 0.660841, 0.669612,
    ],
    b: [
      -1.334798, -1.129004, -1.464546, -0.576435, -0.476357, -0.235189, 0.242986, 0.598029, 0.923206, 1.380666, 2.02807,
      3.152928,
    ],
    c: [
      0.134406, 0.237765, 0.151393, 0.240097, 0.192369, 0.189557, 0.165553, 0.090557, 0.172993, 0.238008, 0.203448,
      0.195473,
    ],
    location: [-0.494115, 0.856264, 2.825801, 0.342977, 1.643267],
    steps: [
      [0.893232, -0.893232],
      [0.09975, -0.09975],
      [1.850498, -1.850498],
      [-0.300428, 0.761846, -0.461417],
      [1.001974, -0.107221, -0.894753],
    ],
  },
} as const;

/** Frequencies of scores 0 … 40 on two forms of the ACT mathematics test, equivalent groups: same source, Table 2.5. */
export const ACT_X: readonly number[] = [
  0, 1, 1, 3, 9, 18, 59, 67, 91, 144, 149, 192, 192, 192, 201, 204, 217, 181, 184, 170, 201, 147, 163, 147, 140, 147,
  126, 113, 100, 106, 107, 91, 83, 73, 72, 75, 50, 37, 38, 23, 15,
];
export const ACT_Y: readonly number[] = [
  0, 1, 3, 13, 42, 59, 95, 131, 158, 161, 194, 164, 166, 197, 177, 158, 169, 132, 158, 151, 134, 137, 122, 110, 116,
  132, 104, 104, 114, 97, 107, 88, 80, 79, 70, 61, 48, 47, 29, 32, 12,
];
