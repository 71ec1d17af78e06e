import { Command } from 'commander';
import { fitReportCommand } from './irt/fit-report.js';
import { plotCommand } from './irt/plot.js';
import { scoreTableCommand } from './irt/score-table.js';

/** The commands of `yincai irt`, one a file in `cli/irt/`. */
const commands: readonly (() => Command)[] = [fitReportCommand, plotCommand, scoreTableCommand];

/** `yincai irt …`: what is done with calibrated items beside calibrating and scoring. */
export function irtCommand(): Command {
  const group = new Command('irt').description('项目反应理论：拟合报告、DIF、链接、图 / item response theory');
  for (const command of commands) group.addCommand(command());
  return group;
}
