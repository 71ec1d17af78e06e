import type { Fault } from './fault.js';

/** What a schema says of a value it refuses; the part of zod's issues that is needed here. */
export interface ParseIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Words the issues of a schema as faults: the path stands in the column's place (`items[3].stem`), the value is looked up in the input.
 */
export function faultsOfIssues(issues: readonly ParseIssue[], input: unknown, file?: string): readonly Fault[] {
  return issues.map((issue) => {
    const value = valueAt(input, issue.path);
    const missing = value === undefined && issue.code === 'invalid_type';
    return {
      code: 'bad-value',
      ...(file === undefined ? {} : { file }),
      ...(issue.path.length === 0 ? {} : { column: pathText(issue.path) }),
      ...(value === undefined ? {} : { value: shown(value) }),
      expected: missing
        ? `${issue.message.replace(/^Invalid input: expected /, '')}`
        : issue.message.replace(/^Invalid (?:input|string): /, ''),
      ...(missing ? { expectedZh: '必填' } : {}),
    };
  });
}

/** `['items', 3, 'stem']` as `items[3].stem`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 200);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `[${value.length} values]` : '{…}';
}
