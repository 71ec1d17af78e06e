import { Command } from 'commander';
import { classicalCommand } from './irt/classical.js';
import { difCommand } from './irt/dif.js';
import { equateCommand } from './irt/equate.js';
import { fitReportCommand } from './irt/fit-report.js';
import { linkCommand } from './irt/link.js';
import { plotCommand } from './irt/plot.js';
import { scoreTableCommand } from './irt/score-table.js';

/** The commands of `yincai irt`, one a file in `cli/irt/`. */
const commands: readonly (() => Command)[] = [
  fitReportCommand,
  classicalCommand,
  difCommand,
  linkCommand,
  equateCommand,
  plotCommand,
  scoreTableCommand,
];

/** `yincai irt …`: what is done with calibrated items beside calibrating and scoring. */
export function irtCommand(): Command {
  const group = new Command('irt').description(
    '项目反应理论：拟合、项目分析、DIF、链接、等值、图 / fit, item analysis, DIF, linking, equating, plots',
  );
  for (const command of commands) group.addCommand(command());
  return group;
}
