// Findings of the search, and inputs that were known before: each held a node up once, and is sent again by
// ../node.hard.test.ts.
import type { Attack } from '../attacks.ts'
import { KINDS } from './kinds.ts'

interface FoundInput {
  readonly name: string
  readonly kind: string
  /** As it was printed. */
  readonly input: object
}

const PROGRAM = {
  things: 100,
  programs: 1,
  shape: 'spread',
  size: 40,
  letters: 20,
  anchors: 10,
  seconds: 1,
  loop: 400,
  number: 9_000_000,
  words: 400,
  long: 50_000,
}
const LONG = 990_000
const EDIT = {
  things: 1,
  letters: 100,
  page: [['a\n', 1_000_000]],
  living: false,
  readers: 1,
  edits: 1,
  frames: 1,
}
const REQUEST = {
  who: 'who may',
  times: 250,
  things: 1,
  letters: 10,
  body: [],
  path: [['', 0]],
  query: [['', 0]],
  header: 'none',
  head: [['', 0]],
}
const STEP = { way: 0, number: 500, text: [['a', 400]], which: 'each' }

const FOUND: readonly FoundInput[] = [
  {
    // 6.9 s.
    name: 'four hundred things that all walk far, each second',
    kind: 'programs',
    input: { ...PROGRAM, things: 400, steps: ['moveTo(t, N % 900, N)'] },
  },
  {
    // 0.6 s: the page was split and joined at each.
    name: 'four hundred lines of a long page replaced at once',
    kind: 'programs',
    input: { ...PROGRAM, things: 1, letters: LONG, steps: ['text().replace(5, "x" + n)'] },
  },
  {
    // 2.2 s, and 1.7 s as it began: all pages of the world went to the programs at once.
    name: 'a line of each of fourteen long pages replaced at once',
    kind: 'programs',
    input: { ...PROGRAM, things: 14, letters: LONG, loop: 14, steps: ['text(t).replace(1, "x" + n)'] },
  },
  {
    // 1.4 s.
    name: 'ten thousand things that a program looks through a hundred times a beat',
    kind: 'programs',
    input: { ...PROGRAM, things: 10_000, seconds: 0.05, loop: 100, steps: ['find({ on: host })'] },
  },
  {
    // 6 s and 1.4 GB; 34 s where there is code on the page.
    name: 'a long page copied a hundred times a second',
    kind: 'programs',
    input: { ...PROGRAM, things: 2, letters: LONG, loop: 100, steps: ['copy(t)'] },
  },
  {
    // 7.9 s.
    name: 'room looked for four hundred times among two thousand things',
    kind: 'programs',
    input: { ...PROGRAM, things: 2_000, steps: ['fitAt(t, 10, 10)', 'teleport(t, 10, 10, host)'] },
  },
  {
    // 0.3 s.
    name: 'things with long pages made each second',
    kind: 'programs',
    input: { ...PROGRAM, things: 1, loop: 1, long: 120_000, steps: ['create({ name: W, text: L })'] },
  },
  {
    // 1.1 s for each frame of 12 kB: only a tenth of the items that a cut moves was counted.
    name: 'a letter taken out of each of two thousand pages at once',
    kind: 'edits',
    input: { ...EDIT, things: 5_000, living: true, edits: 2_000, frames: 2, deeds: ['cuts out'] },
  },
  {
    // 300 MB.
    name: 'fourteen pages as long as may be',
    kind: 'edits',
    input: { ...EDIT, things: 14, letters: LONG, deeds: ['types in front'] },
  },
  {
    // 280 MB.
    name: 'a world of as many things as may be',
    kind: 'edits',
    input: { ...EDIT, things: 14_500, deeds: ['names'] },
  },
  {
    // 1.8 s: each told all of the world to its programs again, all of them in one tick.
    name: 'a large world that is to begin anew, twenty times at once',
    kind: 'actions',
    input: {
      things: 10_000,
      hearing: 1,
      times: 20,
      lines: 1,
      apart: false,
      steps: [{ ...STEP, verb: 'reset' }],
    },
  },
  // 2 s, and 1 GB: each copied all worlds that there are.
  ...['/admin', '/admin/worlds', '/admin/accounts'].map((path) => ({
    name: `what an admin is told, again and again: ${path}`,
    kind: 'requests',
    input: { ...REQUEST, route: `GET ${path}` },
  })),
  {
    // 1.7 s, and 634 MB.
    name: 'a world exported two hundred and fifty times at once',
    kind: 'requests',
    input: { ...REQUEST, route: 'GET /worlds/:account/:world/export' },
  },
]

export const FOUND_ATTACKS: readonly Attack[] = FOUND.map(({ name, kind, input }) => ({
  name,
  send: (target) => {
    const found = KINDS.find(({ name }) => name === kind)
    if (found === undefined) throw new Error(`there is no kind ${kind}`)
    return found.send(target, JSON.stringify(input))
  },
}))
