import { Command, Option } from 'commander';
import { createConsole } from './console.js';
import { writeWhole } from './files.js';
import { FAMILY_HELP, FAMILY_NAMES, familyOf } from './trace-families.js';
import { readLogFile, readQ } from './trace-log.js';

interface Options {
  readonly q?: string;
  readonly model: string;
  readonly out?: string;
  readonly skipBadRows?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

export function traceFitCommand(): Command {
  return new Command('fit')
    .description('在练习日志上拟合知识追踪模型 / fits a tracing model to an interaction log')
    .argument('<log>', '作答日志 CSV 或 JSONL / interaction log')
    .option('--q <file>', 'Q 矩阵 CSV（题目与知识点）/ Q-matrix, goes before the log’s skill column')
    .addOption(new Option('--model <model>', '模型 / model').choices([...FAMILY_NAMES]).default('bkt'))
    .option('--out <file>', '把模型写入 JSON / writes the model as JSON')
    .option('--skip-bad-rows', '略过有误的行并计数 / passes over bad rows and counts them')
    .addHelpText('after', `${FAMILY_HELP}\n  yincai trace fit practice.csv --model bkt --out model.json`)
    .action(async (path: string, options: Options) => {
      const talk = createConsole(options);
      const { family, report: reportOf, skills: skillsOf } = familyOf(options.model);
      const { log } = await readLogFile(path, await readQ(options.q), talk, options.skipBadRows === true);
      const from = performance.now();
      const model = family.fit(log);
      const seconds = (performance.now() - from) / 1000;
      const { logLikelihood, iterations, converged, learners, interactions, warnings } = reportOf(model);
      for (const warning of warnings) talk.say(`注意：${warning}`, `note: ${warning}`);
      if (options.out !== undefined) {
        await writeWhole(options.out, `${JSON.stringify(model)}\n`);
        talk.say(`已写入 ${options.out}`, `wrote ${options.out}`);
      }
      const skills = skillsOf(model);
      talk.result(
        {
          model: options.model,
          skills,
          logLikelihood,
          iterations,
          converged,
          learners,
          interactions,
          warnings,
          seconds,
        },
        talk.language === 'zh'
          ? `${options.model}：${skills.length} 个知识点，${learners} 名学生，${interactions} 次作答，对数似然 ${logLikelihood.toFixed(2)}，${seconds.toFixed(2)} 秒`
          : `${options.model}: ${skills.length} skills, ${learners} learners, ${interactions} interactions, log-likelihood ${logLikelihood.toFixed(2)}, ${seconds.toFixed(2)} s`,
      );
    });
}
