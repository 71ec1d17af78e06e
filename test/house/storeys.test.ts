import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { doors, importsOf, packageOf, read, sources, storeys, thirdParty } from './house.js';

const storeyOf = new Map(storeys.flatMap((rooms, storey) => rooms.map((room) => [room, storey] as const)));

test('every source file stands in a room of the house', () => {
  const strays = sources().filter((path) => !storeyOf.has(path.split('/')[1]));
  expect(strays).toEqual([]);
});

test('a file imports from its own room and from storeys below', () => {
  const wrong: string[] = [];
  for (const path of sources()) {
    const room = path.split('/')[1];
    for (const { specifier } of importsOf(read(path))) {
      if (!specifier.startsWith('.')) continue;
      const target = posix.join(posix.dirname(path), specifier).split('/')[1];
      if (target === room) continue;
      const below = (storeyOf.get(target) ?? Number.POSITIVE_INFINITY) < (storeyOf.get(room) ?? -1);
      const door = doors.some(({ from, to }) => from === room && to === target);
      if (!below && !door) wrong.push(`${path} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('relative imports end in .js and nobody inside imports a room index of another room', () => {
  const wrong: string[] = [];
  for (const path of sources()) {
    for (const { specifier } of importsOf(read(path))) {
      if (specifier.startsWith('.') && !specifier.endsWith('.js')) wrong.push(`${path}: ${specifier}`);
      if (specifier.startsWith('.') && specifier.endsWith('/index.js')) wrong.push(`${path}: ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('third-party packages are imported only where the list says', () => {
  const wrong: string[] = [];
  for (const path of sources()) {
    for (const { specifier } of importsOf(read(path))) {
      if (specifier.startsWith('.')) continue;
      const places = thirdParty[packageOf(specifier)];
      const inside = path.slice('src/'.length);
      if (!places?.some((place) => inside.startsWith(place))) wrong.push(`${path} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('the list of third-party packages is the list of dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  const declared = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)]
    // Font packages are opened as files, not imported.
    .filter((name) => !name.startsWith('@expo-google-fonts/') && !name.startsWith('@fontsource/'))
    .sort();
  const imported = new Set<string>();
  for (const path of sources()) {
    for (const { specifier } of importsOf(read(path))) {
      if (!specifier.startsWith('.')) imported.add(packageOf(specifier));
    }
  }
  imported.delete('node');
  expect([...imported].sort()).toEqual(declared);
  expect(
    Object.keys(thirdParty)
      .filter((name) => name !== 'node')
      .sort(),
  ).toEqual(declared);
});

test('no circular imports', () => {
  const edges = new Map<string, string[]>();
  for (const path of sources()) {
    edges.set(
      path,
      importsOf(read(path))
        .filter(({ specifier, typeOnly, dynamic }) => specifier.startsWith('.') && !typeOnly && !dynamic)
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')),
    );
  }
  const done = new Set<string>();
  const onPath: string[] = [];
  const cycles: string[] = [];
  const visit = (path: string): void => {
    if (onPath.includes(path)) cycles.push([...onPath.slice(onPath.indexOf(path)), path].join(' → '));
    if (done.has(path)) return;
    done.add(path);
    onPath.push(path);
    for (const next of edges.get(path) ?? []) visit(next);
    onPath.pop();
  };
  for (const path of edges.keys()) visit(path);
  expect(cycles).toEqual([]);
});
