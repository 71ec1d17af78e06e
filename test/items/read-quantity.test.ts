import { expect, test } from 'vitest';
import { readQuantity } from '../../src/items/read-quantity.js';
import { show } from '../../src/items/value.js';

test.each([
  ['$3.0\\times10^{8}\\,\\mathrm{m/s}$', '300000000', 1e7],
  ['$1.6\\times10^{-19}\\,\\mathrm{C}$', '1/6250000000000000000', 1e-20],
  ['$v_0=12\\,\\mathrm{m/s}$', '12', undefined],
  ['$-0.50\\,\\mathrm{kg\\cdot m/s}$', '-1/2', 0.01],
  ['$20\\,\\Omega$', '20', undefined],
  ['$25\\,^\\circ\\mathrm{C}$', '25', undefined],
  ['$37^\\circ$', '37', undefined],
  ['$12.5\\%$', '1/8', 0.001],
  ['$2\\sqrt{3}\\,\\mathrm{N}$', '2√3', undefined],
  ['$\\frac{2}{3}\\,\\mathrm{m}$', '2/3', undefined],
])('%s', (text, value, unit) => {
  const quantity = readQuantity(text);
  expect(quantity && show(quantity.value)).toBe(value);
  if (unit === undefined) expect(quantity?.unit).toBeUndefined();
  else expect(quantity?.unit).toBeCloseTo(unit, 25);
});

test.each(['向左', '$mgh$', '$2\\,\\mathrm{m}$ 和 $3\\,\\mathrm{m}$', '', `$${'1'.repeat(500)}$`])(
  '%s is no quantity',
  (text) => {
    expect(readQuantity(text)).toBeUndefined();
  },
);
