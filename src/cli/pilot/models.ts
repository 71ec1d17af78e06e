import { YincaiError } from '../../data/fault.js';
import type { ItemBank } from '../../data/item-bank.js';
import type { Pilot } from '../../data/pilot.js';
import { fit as fitPointAbility } from '../../diagnosis/point-ability.js';
import { calibrateAsync } from '../../irt/calibrate.js';
import { fractionSubtractionBank } from '../../items/fraction-subtraction.js';
import type { LearnerModels } from '../../learner/models.js';
import { fit as fitBkt } from '../../tracing/bkt.js';
import type { Console } from '../console.js';
import { type MergedExams, mergeExams } from './merge-exams.js';

/** A pilot with everything that is estimated from all its learners together. */
export interface FittedPilot {
  readonly pilot: Pilot;
  readonly bank: ItemBank;
  readonly exams: MergedExams;
  readonly models: LearnerModels;
}

/** Practice answers from which knowledge tracing is fitted; fewer say too little about any skill. */
const LEAST_PRACTICE = 200;

/** Calibrates the exams on one scale, estimates how far knowledge points part from general ability, traces the practice log. */
export async function fitPilot(pilot: Pilot, talk: Console): Promise<FittedPilot> {
  const bank = bankOf(pilot, talk);
  if (pilot.exams.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      file: 'pilot.json',
      expected: 'at least one exam',
      expectedZh: '至少一次考试',
      mend: 'add an exam with its score table and blueprint',
      mendZh: '请加入一次考试的小题分和双向细目表',
    });
  }
  const exams = mergeExams(pilot.exams, bank);
  talk.say('标定试题……', 'calibrating items …');
  const irt = await calibrateAsync(exams.matrix, { family: 'GPCM' });
  if (!irt.report.converged) {
    talk.say(`注意：标定未收敛（${irt.report.reason}）`, `note: calibration did not converge (${irt.report.reason})`);
  }
  talk.say(
    `  ${irt.items.length} 道题，${irt.report.learners} 名学生，${irt.report.iterations} 次迭代`,
    `  ${irt.items.length} items, ${irt.report.learners} learners, ${irt.report.iterations} iterations`,
  );
  const ability = fitPointAbility(exams.matrix, exams.knowledgePoints, irt);
  const practice = pilot.practice;
  const bkt = practice !== undefined && practice.length >= LEAST_PRACTICE ? fitBkt(practice) : undefined;
  return { pilot, bank, exams, models: { irt, ability, ...(bkt === undefined ? {} : { bkt }) } };
}

/** The pilot's bank; where there is none but the items are fraction subtractions, theirs is made from the expressions. */
function bankOf(pilot: Pilot, talk: Console): ItemBank {
  if (pilot.bank !== undefined) return pilot.bank;
  const { expressions } = pilot;
  if (expressions === undefined) {
    talk.say(
      '注意：没有题库，手册里不会有题目原文和变式',
      'note: no item bank, so booklets hold neither question texts nor variants',
    );
    return { items: [] };
  }
  const points = new Map(
    pilot.exams.flatMap(({ blueprint }) => blueprint.rows).map((row) => [row.item, row.knowledgePoints]),
  );
  return fractionSubtractionBank(expressions, (item) => points.get(item) ?? [], {
    language: talk.language,
    subject: pilot.subject,
  });
}
