import { Command, CommanderError, Option } from 'commander';
import { calibrateCommand } from './calibrate.js';
import { languageOf, reportFailure } from './console.js';
import { initCommand } from './init.js';
import { irtCommand } from './irt.js';
import { itemsCommand } from './items.js';
import { handbookCommand } from './pilot/command.js';
import { scoreCommand } from './score.js';
import { traceFitCommand } from './trace.js';
import { traceAuditCommand } from './trace-audit.js';
import { traceEvaluateCommand } from './trace-evaluate.js';

/**
 * Runs the command line.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0 fine, 1 failed, 2 wrong input
 */
export async function run(args: readonly string[], version: string): Promise<0 | 1 | 2> {
  const program = new Command('yincai')
    .description('因材：因材施教引擎 / adaptive-learning engine')
    .version(version)
    .exitOverride()
    // Options belong to the word before them, so that `handbook` and `handbook scan` may both have --out.
    .enablePositionalOptions()
    .showHelpAfterError('(--help 查看用法 / shows usage)');
  const trace = program.command('trace').description('知识追踪 / knowledge tracing');
  for (const command of [
    handbookCommand(version),
    calibrateCommand(),
    scoreCommand(),
    irtCommand(),
    itemsCommand(),
    initCommand(),
  ])
    program.addCommand(command);
  for (const command of [traceFitCommand(), traceEvaluateCommand(), traceAuditCommand()]) trace.addCommand(command);
  for (const command of leaves(program)) {
    command
      .exitOverride()
      .addOption(new Option('--lang <lang>', '界面语言 / language of messages').choices(['zh', 'en']))
      .option('--json', '结果以一个 JSON 文档输出到标准输出 / one JSON document on stdout');
  }
  try {
    await program.parseAsync(args as string[], { from: 'user' });
    // A command that did its work and found what should not be, such as an audit, sets 1.
    return process.exitCode === 1 ? 1 : 0;
  } catch (error) {
    // Help and version are asked for, not failures; any other refusal of the words is wrong input.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error, {
      language: languageOf(valueAfter(args, '--lang'), process.env),
      json: args.includes('--json'),
    });
  }
}

/** The commands that do something of their own: those without commands below them, and those that take words themselves. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => [
    ...(child.commands.length === 0 || child.registeredArguments.length > 0 ? [child] : []),
    ...leaves(child),
  ]);
}

function valueAfter(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at >= 0) return args[at + 1];
  return args.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}
