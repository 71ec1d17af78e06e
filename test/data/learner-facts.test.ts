import { describe, expect, test } from 'vitest';
import { readLearnerFacts } from '../../src/data/learner-facts.js';

describe('facts of learners', () => {
  test('every column but the learner’s, as texts; ids such as __proto__ work', async () => {
    const facts = await readLearnerFacts('期末,,\n性别,学号,年限\n女,__proto__,3\n男,constructor,\n', {
      file: 'facts.csv',
    });
    expect(facts.columns).toEqual(['性别', '年限']);
    expect(facts.cells.get('__proto__')).toEqual(['女', '3']);
    expect(facts.cells.get('constructor')).toEqual(['男', '']);
    expect(facts.row.get('constructor')).toBe(4);
    expect(facts.file).toBe('facts.csv');
  });

  test('learners and columns that are there twice are named', async () => {
    await expect(readLearnerFacts('learner,x\na,1\na,2\n', { file: 'f.csv' })).rejects.toThrow(/f\.csv, row 3.*"a"/);
    await expect(readLearnerFacts('learner,x,x\na,1,2\n')).rejects.toThrow(/duplicate: row 1, column "3".*"x"/);
    await expect(readLearnerFacts('learner,x\n,1\n')).rejects.toThrow(/row 2/);
    await expect(readLearnerFacts('x,y\n1,2\n')).rejects.toThrow('missing column');
    await expect(readLearnerFacts('learner,x\n')).rejects.toThrow('not enough data');
  });

  test('rows of others are passed over where the learners are known', async () => {
    const text = '学号,性别,1\n满分,,5\na,女,3\nb,男,2\n平均分,,2.5\n平均分,,2.5\n';
    const facts = await readLearnerFacts(text, { learners: new Set(['a', 'c']) });
    expect([...facts.cells]).toEqual([['a', ['女', '3']]]);
  });
});
