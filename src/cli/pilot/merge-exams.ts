import type { Item, ItemBank } from '../../data/item-bank.js';
import type { PilotExam } from '../../data/pilot.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';

/** One question of an exam as the models know it. */
export interface ExamColumn {
  /** Item id in the merged matrix: the bank's where the exam was set from the bank, else `exam/question`. */
  readonly id: string;
  /** Question number as printed. */
  readonly label: string;
  readonly fullMarks: number;
  readonly knowledgePoints: readonly string[];
  /** The question's text, where the bank holds it. */
  readonly item?: Item;
}

/** All exams side by side: an item that two exams share is one column, which puts them on one scale. */
export interface MergedExams {
  readonly matrix: ResponseMatrix;
  /** Knowledge points of each column of `matrix`. */
  readonly knowledgePoints: readonly (readonly string[])[];
  /** By exam, the questions in the order of its table. */
  readonly columns: readonly (readonly ExamColumn[])[];
}

/**
 * Puts the exams of a pilot into one table for concurrent calibration.
 * A bank item that exams give different full marks stays apart, since its categories differ.
 */
export function mergeExams(exams: readonly PilotExam[], bank: ItemBank | undefined): MergedExams {
  const bankItems = new Map((bank?.items ?? []).map((item) => [item.id, item]));
  const marksOf = new Map<string, number>();
  const columns = exams.map((exam) => {
    const rows = new Map(exam.blueprint.rows.map((row) => [row.item, row]));
    return exam.responses.items.map((label, j): ExamColumn => {
      const row = rows.get(label);
      const fullMarks = exam.responses.fullMarks[j]!;
      const bankId = row?.bankItem ?? (bankItems.has(label) ? label : undefined);
      const shared = bankId !== undefined && (marksOf.get(bankId) ?? fullMarks) === fullMarks;
      const id = shared ? bankId : `${exam.id}/${label}`;
      marksOf.set(id, fullMarks);
      const item = bankId === undefined ? undefined : bankItems.get(bankId);
      return {
        id,
        label,
        fullMarks,
        knowledgePoints: row?.knowledgePoints ?? item?.knowledgePoints ?? [],
        ...(item === undefined ? {} : { item }),
      };
    });
  });

  const learners = new Map<string, number>();
  const items = new Map<string, { readonly index: number; readonly column: ExamColumn }>();
  exams.forEach((exam, e) => {
    for (const learner of exam.responses.learners) if (!learners.has(learner)) learners.set(learner, learners.size);
    for (const column of columns[e]!) {
      if (!items.has(column.id)) items.set(column.id, { index: items.size, column });
    }
  });
  const width = items.size;
  const points = new Float32Array(learners.size * width).fill(Number.NaN);
  exams.forEach((exam, e) => {
    const { responses } = exam;
    const places = columns[e]!.map(({ id }) => items.get(id)!.index);
    responses.learners.forEach((learner, i) => {
      const row = learners.get(learner)! * width;
      for (let j = 0; j < places.length; j++) {
        const won = responses.points[i * places.length + j]!;
        // A question met a second time counts as first answered.
        if (!Number.isNaN(won) && Number.isNaN(points[row + places[j]!]!)) points[row + places[j]!] = won;
      }
    });
  });
  const list = [...items.values()].map(({ column }) => column);
  return {
    matrix: {
      learners: [...learners.keys()],
      items: list.map(({ id }) => id),
      points,
      fullMarks: list.map(({ fullMarks }) => fullMarks),
    },
    knowledgePoints: list.map(({ knowledgePoints }) => knowledgePoints),
    columns,
  };
}
