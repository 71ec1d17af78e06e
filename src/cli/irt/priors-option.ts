import { basename } from 'node:path';
import { YincaiError } from '../../data/fault.js';
import { readJson } from '../../data/json.js';
import type { ParameterPrior } from '../../irt/calibrate/priors.js';
import { parsePriors } from '../../irt/schema.js';
import { exists, readInput } from '../files.js';

/** `PARAMETER[@ITEM+ITEM]:DENSITY(x,y)`. */
const WORD = /^(a|b|c|lower|upper)(?:@(.+))?\s*[:=]\s*(normal|lognormal|beta)\s*\(\s*([^,()]+)\s*,\s*([^,()]+)\s*\)$/i;
const DENSITIES = { normal: 'normal', lognormal: 'logNormal', beta: 'beta' } as const;

/**
 * Priors as `--priors` names them: a JSON file with a list of {@link ParameterPrior}s, or words such as
 * `lower:beta(5,17);a:lognormal(0,0.5);b@q1+q2:normal(0,1)`.
 *
 * @throws YincaiError naming what does not fit.
 */
export async function readPriors(option: string): Promise<ParameterPrior[]> {
  if (/\.json$/i.test(option) || (await exists(option))) {
    const file = basename(option);
    return parsePriors(readJson(await readInput(option), { file }), file);
  }
  const words = option.split(/[;；]/).map((word) => word.trim());
  return parsePriors(words.filter((word) => word !== '').map(readWord));
}

function readWord(word: string): unknown {
  const match = WORD.exec(word);
  const density = DENSITIES[match?.[3]?.toLowerCase() as keyof typeof DENSITIES];
  const values = [Number(match?.[4]), Number(match?.[5])];
  if (match === null || density === undefined || !values.every(Number.isFinite)) {
    throw new YincaiError({
      code: 'bad-option',
      column: '--priors',
      value: word,
      expected: 'a JSON file, or PARAMETER[@ITEM+ITEM]:DENSITY(x,y) such as lower:beta(5,17)',
      expectedZh: 'JSON 文件，或形如 lower:beta(5,17) 的 参数[@题号+题号]:分布(x,y)',
      mend: 'parameters a, b, c, lower, upper; densities normal, lognormal, beta; several with ; between them',
      mendZh: '参数 a、b、c、lower、upper；分布 normal、lognormal、beta；多个用 ; 隔开',
    });
  }
  return {
    ...(match[2] === undefined ? {} : { items: match[2].split('+').map((item) => item.trim()) }),
    parameter: match[1]!.toLowerCase(),
    density: { [density]: values },
  };
}
