import { Command, Option } from 'commander';
import { YincaiError } from '../../data/fault.js';
import type { AnchorChoice } from '../../irt/link/anchors.js';
import { type Link, type LinkMethod, type LinkOptions, link } from '../../irt/link/link.js';
import { rescale } from '../../irt/link/rescale.js';
import { type Console, createConsole } from '../console.js';
import { writeWhole } from '../files.js';
import { readModel } from './calibration-options.js';
import { fixed, textTable } from './text-table.js';
import { wordWarning } from './warnings.js';

/** The methods, as `--method` names them. */
export const LINK_METHODS: readonly LinkMethod[] = [
  'mean-mean',
  'mean-sigma',
  'mean-geometric-mean',
  'Haebara',
  'Stocking-Lord',
];

interface Options {
  readonly method: LinkMethod;
  readonly anchors?: string;
  readonly slope: NonNullable<LinkOptions['slope']>;
  readonly se: NonNullable<LinkOptions['standardErrors']>;
  readonly purify?: boolean;
  readonly out?: string;
  readonly lang?: string;
  readonly json?: boolean;
}

/** `yincai irt link`: puts one calibration on the scale of another. */
export function linkCommand(): Command {
  return new Command('link')
    .description('量表链接：借锚题把一次标定换到另一次的量尺 / puts one calibration on the scale of another')
    .argument('<from>', '要换算的 items.json / the calibration that is moved')
    .argument('<to>', '量尺所在的 items.json / the calibration whose scale is kept')
    .addOption(new Option('--method <method>', '方法 / method').choices([...LINK_METHODS]).default('Stocking-Lord'))
    .option('--anchors <ids>', '锚题：q1,q2 或 q1=新1,q2=新2；默认同名题 / anchor items; those of equal id by default')
    .addOption(new Option('--slope <rule>', '斜率 / slope').choices(['auto', 'free', 'fixed']).default('auto'))
    .addOption(
      new Option('--se <kind>', '标准误 / standard errors')
        .choices(['jackknife', 'bootstrap', 'delta', 'none'])
        .default('jackknife'),
    )
    .option('--purify', '剔除漂移的锚题 / leaves drifted anchors out')
    .option('--out <file>', '把换算后的标定写入 JSON / writes the moved calibration as JSON')
    .addHelpText('after', '\n  yincai irt link 期中.json 期末.json --method Haebara --purify --out 期中-期末量尺.json')
    .action(async (from: string, to: string, options: Options) => {
      const talk = createConsole(options);
      const [first, second] = [await readModel(from), await readModel(to)];
      const found = link(first, second, {
        method: options.method,
        slope: options.slope,
        standardErrors: options.se,
        purify: options.purify === true,
        ...(options.anchors === undefined ? {} : { anchors: anchorsOf(options.anchors) }),
      });
      for (const warning of found.warnings) talk.say(`注意：${wordWarning(warning, 'zh')}`, `note: ${warning}`);
      if (options.out !== undefined) {
        await writeWhole(options.out, `${JSON.stringify(rescale(first, found))}\n`);
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      talk.result(found, linkText(found, talk));
    });
}

/** `q1,q2` or `q1=new1,q2=new2`. @throws YincaiError where a word is neither. */
export function anchorsOf(words: string): AnchorChoice {
  const pairs = words.split(',').map((word) => {
    const [one = '', two = one, ...rest] = word.split('=').map((id) => id.trim());
    if (one !== '' && two !== '' && rest.length === 0) return [one, two] as const;
    throw new YincaiError({
      code: 'bad-option',
      column: '--anchors',
      value: word,
      expected: 'ids as q1,q2, or pairs as q1=new1,q2=new2',
      expectedZh: '如 q1,q2 或 q1=新1,q2=新2',
    });
  });
  const map = new Map(pairs);
  if (map.size === pairs.length) return map;
  throw new YincaiError({
    code: 'duplicate',
    column: '--anchors',
    value: words,
    expected: 'each item once',
    expectedZh: '每题一次',
  });
}

function linkText(found: Link, talk: Console): string {
  const zh = talk.language === 'zh';
  const header = zh
    ? ['锚题', '难度变化', 'z', '斜率比', 'z', '得分率差', '']
    : ['anchor', 'harder by', 'z', 'steeper', 'z', 'difference', ''];
  const lines = found.anchors.map((own) => [
    own.item === own.itemTo ? own.item : `${own.item} = ${own.itemTo}`,
    fixed(own.harder),
    fixed(own.zHarder, 1),
    fixed(Math.exp(own.steeper)),
    fixed(own.zSteeper, 1),
    fixed(own.signed),
    found.removed.includes(own.item) ? (zh ? '已剔除' : 'left out') : own.drifted ? (zh ? '漂移' : 'drifted') : '',
  ]);
  const slope = `${fixed(found.slope, 4)}${Number.isFinite(found.se.slope) ? ` ± ${fixed(found.se.slope, 4)}` : ''}`;
  const intercept = `${fixed(found.intercept, 4)}${Number.isFinite(found.se.intercept) ? ` ± ${fixed(found.se.intercept, 4)}` : ''}`;
  return [
    textTable([header, ...lines]),
    zh
      ? `${found.method}：θ（新量尺）= ${slope} × θ + ${intercept}（± 为标准误；${found.anchors.length - found.removed.length} 道锚题）`
      : `${found.method}: θ (new scale) = ${slope} × θ + ${intercept} (± standard errors; ${found.anchors.length - found.removed.length} anchors)`,
  ].join('\n');
}
