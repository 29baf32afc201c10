// The check of how the house is built finds each kind of import and of file that is not in its place.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { leftoversOf, troublesOf } from '../../.scripts/house.mjs'
import { temporaryFolder } from '../process.ts'

const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

const troublesIn = (files: Readonly<Record<string, string>>): readonly string[] => troublesOf(written(files))
const leftoversIn = (files: Readonly<Record<string, string>>): readonly string[] =>
  leftoversOf(written(files))

/** A folder with these files. */
function written(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder()
  made.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const VALUE = 'export const value = 1\n'

test('imports that go down are well', () => {
  const files = {
    'shared/yjs/ids.ts': VALUE,
    'server/storage/rows.ts': "import { value } from '../../shared/yjs/ids.ts'\nexport { value }\n",
    'server/sync/room.ts': "export type { value } from '../storage/rows.ts'\n",
  }
  expect(troublesIn(files)).toEqual([])
})

const UPWARDS = [
  ['a value', "import { value } from '../sync/room.ts'\nexport const more = value\n"],
  ['a type', "import type { value } from '../sync/room.ts'\nexport type More = typeof value\n"],
  ['what is passed on', "export * from '../sync/room.ts'\n"],
  ['what is fetched later', "export const more = () => import('../sync/room.ts')\n"],
  ['a type within a line', "export type More = import('../sync/room.ts').More\n"],
  ['a worker', "export const more = new URL('../sync/room.ts', import.meta.url)\n"],
] as const

test.each(UPWARDS)('an import of a floor above is found: %s', (_what, text) => {
  expect(troublesIn({ 'server/sync/room.ts': VALUE, 'server/storage/rows.ts': text })).toEqual([
    'server/storage/rows.ts imports server/sync/room.ts: server/storage and server/sync stand the other way round.',
  ])
})

test('rooms beside each other do not know each other: owner and peers, and two rooms of the client', () => {
  const files = {
    'server/owner/worlds.ts': "import '../peers/nodes.ts'\n",
    'server/peers/nodes.ts': VALUE,
    'client/walk/pad.tsx': "import '../page/editor.tsx'\n",
    'client/page/editor.tsx': VALUE,
  }
  expect(troublesIn(files)).toEqual([
    'client/walk/pad.tsx imports client/page/editor.tsx: client/walk and client/page stand beside each other.',
    'server/owner/worlds.ts imports server/peers/nodes.ts: server/owner and server/peers stand beside each other.',
  ])
})

test('the client and the server know shared alone, and shared knows neither', () => {
  const files = {
    'client/api/request.ts': "import '../../server/time/clock.ts'\n",
    'server/time/clock.ts': VALUE,
    'shared/json/plain.ts': "import '../../client/api/request.ts'\n",
  }
  expect(troublesIn(files)).toEqual([
    'client/api/request.ts imports server/time/clock.ts: client/ knows nothing of server/.',
    'shared/json/plain.ts imports client/api/request.ts: shared/ knows nothing of client/.',
  ])
})

const INSIDE = [
  ["import * as Y from 'yjs'\nexport const is = (it: unknown) => it instanceof Y.Item\n", 'Y.Item'],
  [
    "import type * as Y from 'yjs'\nexport const has = (doc: Y.Doc) => doc.store.clients.size\n",
    'store.clients',
  ],
  [
    "import type * as Y from 'yjs'\nexport const of = ({ deleteSet }: Y.Transaction) => deleteSet\n",
    'deleteSet',
  ],
  ["import { Item } from 'yjs'\nexport { Item }\n", "{ Item } from 'yjs'"],
] as const

test.each(INSIDE)('only shared/yjs reads how Yjs holds a document: %s', (text, found) => {
  const files = {
    'shared/yjs/items.ts': text,
    'shared/world/said.ts': "// A `Y.Item` has a `parentSub`.\nexport const said = 'a { b }'\n",
    'server/sync/room.ts': text,
  }
  expect(troublesIn(files)).toEqual([
    `server/sync/room.ts reads Yjs' inside (${found}): only shared/yjs/ does.`,
  ])
})

const OWN_TIMES = [
  ["import { scheduler } from 'node:timers/promises'\nexport { scheduler }\n", 'node:timers'],
  ['export const later = (act: () => void) => setTimeout(act, 10)\n', 'setTimeout'],
  ['export const often = (act: () => void) => setInterval(act, 10)\n', 'setInterval'],
  ['export const soon = setImmediate\n', 'setImmediate'],
  ['export const limit = () => AbortSignal.timeout(10)\n', 'AbortSignal.timeout'],
  ['export const now = () => Date.now()\n', 'Date.now'],
  ['export const since = () => performance.now()\n', 'performance.now'],
] as const

test.each(OWN_TIMES)('the server asks the clock that it is given, and not Node: %s', (text, found) => {
  const files = {
    'server/time/server-clock.ts': text,
    'server/sync/said.ts': "// Not by `setTimeout`.\nexport const said = { setTimeout: 'use after()' }\n",
    'server/sync/silence.ts': 'export const bound = (socket: Socket) => socket.setTimeout(10)\n',
    'server/sync/room.ts': text,
  }
  expect(troublesIn(files)).toEqual([
    `server/sync/room.ts has time of its own (${found}): use the clock that it is given, and shared/time.`,
  ])
})

const OWN_KEYS = [
  ["export const isDone = (event: KeyboardEvent) => event.key === 'Enter'\n", 'event.key'],
  ['export const isBusy = (event: KeyboardEvent) => event.isComposing\n', 'event.isComposing'],
  ["export const isUp = ({ code }: KeyboardEvent) => code === 'KeyW'\n", '{ code }: KeyboardEvent'],
] as const

test.each(OWN_KEYS)('one file of the client says what a key means: %s', (text, found) => {
  const files = {
    'client/device/pressed-key.ts': text,
    'client/walk/said.ts': "// An `event.key` differs.\nexport const said = { key: 'Enter' }\n",
    'client/page/editor.tsx': text,
  }
  expect(troublesIn(files)).toEqual([
    `client/page/editor.tsx reads a key by itself (${found}): ask client/device/pressed-key.ts.`,
  ])
})

const MECHANISMS = [
  ['export const often = (act: () => void) => setInterval(act, 10)\n', 'setInterval'],
  ['export const limit = () => AbortSignal.timeout(10)\n', 'AbortSignal.timeout'],
  ['export const pause = () => new Promise((resolve) => setTimeout(resolve, 10))\n', 'setTimeout(resolve'],
] as const

test.each(MECHANISMS)('the client writes no repeat, limit or pause of its own: %s', (text, found) => {
  const files = {
    'client/device/system-clock.ts': text,
    'client/walk/pad.tsx': 'export const drawSoon = (draw: () => void) => setTimeout(draw, 10)\n',
    'client/page/editor.tsx': text,
  }
  expect(troublesIn(files)).toEqual([
    `client/page/editor.tsx has time of its own (${found}): use the clock that it is given, and shared/time.`,
  ])
})

test('texts are compared in one place, which cuts no emoji', () => {
  const loop = 'export function same(a: string, b: string): number {\n  let at = 0\n'
  const text = `${loop}  while (at < a.length && a[at] === b[at]) at += 1\n  return at\n}\n`
  const files = {
    'shared/world/text-difference.ts': text,
    'shared/world/view/view.ts': `${loop}  while (a[at] === ' ') at += 1\n  return at\n}\n`,
    'client/page/editor.tsx': text,
    'server/history/past.ts': `${loop}  while (a.at(-1 - at) === b.at(-1 - at)) at += 1\n  return at\n}\n`,
  }
  const say = 'compares texts by itself: ask textDifference, which cuts no emoji.'
  expect(troublesIn(files).toSorted()).toEqual([
    `client/page/editor.tsx ${say}`,
    `server/history/past.ts ${say}`,
  ])
})

test('pages are read by one parser, which has bounds', () => {
  const text = "import { GFM, parser } from '@lezer/markdown'\nexport const pages = parser.configure([GFM])\n"
  const files = { 'shared/page/page-parser.ts': text, 'client/reading/blocks.ts': text }
  expect(troublesIn(files)).toEqual([
    'client/reading/blocks.ts reads Markdown without bounds: ask pageParser.',
  ])
})

test('React stays above what is not drawn', () => {
  const files = {
    'client/replica/open.ts': "import { useState } from 'react'\nexport { useState }\n",
    'client/walk/pad.tsx': "import { useState } from 'react'\nexport { useState }\n",
  }
  expect(troublesIn(files)).toEqual(['client/replica/open.ts imports React: nothing is drawn in replica.'])
})

test('circles are found, also of types alone: of files, of folders', () => {
  const files = {
    'shared/world/a.ts': "import type { B } from './b.ts'\nexport type A = B\n",
    'shared/world/b.ts': "import type { A } from './a.ts'\nexport type B = A\n",
    'shared/play/acts/one.ts': "import '../people/two.ts'\n",
    'shared/play/acts/four.ts': VALUE,
    'shared/play/people/two.ts': VALUE,
    'shared/play/people/three.ts': "import '../acts/four.ts'\n",
  }
  expect(troublesIn(files)).toEqual([
    'These files import each other: shared/world/a.ts -> shared/world/b.ts -> shared/world/a.ts.',
    'These folders import each other: shared/play/acts -> shared/play/people -> shared/play/acts.',
  ])
})

test('a class is laid out by one sheet, since another one may be there first; conditions may add to it', () => {
  const files = {
    'client/walk/walk.css': '.door-word {\n  opacity: 0;\n}\n\n.pad,\n.thumb {\n  color: red;\n}\n',
    'client/page/page.css': '.door-word {\n  color: red;\n}\n\n.page .pad {\n  color: blue;\n}\n',
    'client/page/print.css': '@media print {\n  .thumb {\n    display: none;\n  }\n}\n',
  }
  expect(troublesIn(files)).toEqual([
    '2 sheets lay out .door-word: client/page/page.css, client/walk/walk.css. The order of sheets is not certain.',
  ])
})

test('a folder that nobody named, and a name that leads to three places are found', () => {
  const files = {
    'server/attic/old.ts': "import '../time/clock.ts'\n",
    'server/time/clock.ts': VALUE,
    'client/device/clock.ts': VALUE,
    'shared/world/clock.ts': VALUE,
    'shared/world/clock.test.ts': VALUE,
  }
  expect(troublesIn(files)).toEqual([
    'server/attic/old.ts is in no room. Name its folder in .scripts/house.mjs, on the floor where it stands.',
    '3 files are called clock; 2 at most: client/device/clock.ts, server/time/clock.ts, shared/world/clock.ts.',
  ])
})

test('a class that a sheet speaks of, and nothing has, is found', () => {
  const files = {
    'client/walk/sheet.css':
      '/* .told */\n.has,\n.page-h1 > .cm-line,\n.old[data-old]:hover {\n  margin: 0.5em;\n}\n',
    'client/walk/sheet.ts': "import './sheet.css'\nvoid 'has'\n",
  }
  expect(leftoversIn(files)).toEqual([
    'client/walk/sheet.css speaks of .old, which nothing in the client has.',
  ])
})

test('prose that is too wide is found, and what cannot be broken is not', () => {
  const wide = 'word '.repeat(22).trim()
  const files = {
    'shared/json/told.ts': `// ${wide}\n// ${wide}.\n// oxlint-disable-next-line ${wide}\nvoid '${wide}${wide}'\n`,
    'shared/json/sheet.css': `/* ${wide} */\n`,
    'docs/told.md': `${wide} word\n\n| ${wide} | word |\n\n    ${wide}\n\n\`\`\`\n${wide} word\n\`\`\`\n${wide} more\n`,
  }
  expect(leftoversIn(files)).toEqual([
    'shared/json/sheet.css:1 is wider than 110 columns.',
    'shared/json/told.ts:1 is wider than 110 columns.',
    'shared/json/told.ts:2 is wider than 110 columns.',
    'docs/told.md:1 is wider than 110 columns.',
    'docs/told.md:10 is wider than 110 columns.',
  ])
})

test('an exported name that no other file uses is found, and one that others use in any way is not', () => {
  const files = {
    'package.json': '{ "exports": { "./driver": "./shared/driver/offered.ts" } }',
    'shared/driver/offered.ts': VALUE,
    'shared/json/names.ts':
      'export interface Unused {}\nexport const used = 1\nexport type Passed = 1\nexport const all = 2\nexport const later = 3\n',
    'shared/json/fetched.ts': 'export default 1\nexport const named = 1\n',
    'test/unit/json.test.ts': [
      "import { used } from '../../shared/json/names.ts'",
      "import type { Passed } from '../../shared/json/names.ts'",
      "import * as every from '../../shared/json/names.ts'",
      "const late = async (): Promise<unknown> => (await import('../../shared/json/names.ts')).later",
      "const { named, default: first } = await import('../../shared/json/fetched.ts')",
      'void [used, every.all, late, named, first]',
      '',
    ].join('\n'),
  }
  expect(leftoversIn(files)).toEqual(['shared/json/names.ts exports Unused, which no other file uses.'])
})
