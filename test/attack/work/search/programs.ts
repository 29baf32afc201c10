// Programs: every function of their API, in loops and timers, in worlds of few and many things, which stand
// apart, in a pile or one behind the other.
import type { Random } from '../../../simulation/random.ts'
import { put } from '../things.ts'
import { among, grownIn, kindOf, listOf, oneOf, timesFor, upTo } from './kind.ts'

/**
 * Arguments for each function of the API, by its name. `t` is a thing, another one each time; `u` the next
 * one; `n` counts; `N` is a number, `W` words, `L` long ones.
 */
export const CALLS: Readonly<Record<string, readonly string[]>> = {
  find: [
    'find()',
    'find({ on: host })',
    'find({ within: N })',
    'find({ name: "thing" + n })',
    'find({ id: t.id })',
  ],
  closest: ['closest({ within: N })', 'closest({ name: "nobody" })'],
  next: ['next("up")', 'next("left")'],
  inside: ['inside(t)', 'inside()'],
  on: [
    'on("hear", () => {})()',
    'if (n < 190) on("move", { role: "observer" }, () => { n++ })',
    'if (n < 190) on("place", { of: t }, (e) => { set(t, { name: "h" + n++ }) })',
    'if (n < 190) on("properties", { role: "observer" }, () => { set(self, { name: "p" + n++ }) })',
  ],
  before: ['if (n < 190) before("push", { role: "observer" }, () => "no")', 'before("enter", () => W)()'],
  every: ['if (n < 90) every(0.05, () => { n++; set(t, { name: "t" + n }) })', 'every(N, () => {})()'],
  after: ['if (n < 90) after(0.05, () => { n++ })', 'after(1, () => {})()'],
  set: [
    'set(t, { name: "t" + n })',
    'set(t, { name: W, sprite: "a" + n, width: 40 + (n % 9), height: 40 + (n % 8), weight: n % 99 })',
    'set(t, { width: 1880, height: 1880 })',
    'set(t, { passable: n % 2 === 0 })',
    'set(t, { angle: n * 7, opacity: n % 101, scale: 10 + (n % 390), tint: "#" + (100000 + n % 800000) })',
    'set(t, { portal: "ada/w" + n })',
    'set(t, { paper: "#" + (100000 + n % 800000) })',
  ],
  moveTo: ['moveTo(t, N % 900, N)', 'moveTo(t, (n * 97) % 900, (n * 31) % N)', 'moveTo(n % 900, N)'],
  moveBy: ['moveBy(t, n % 40, N)', 'moveBy(N % 900, N)'],
  turn: ['turn(t, n % 2 ? "up" : "down")'],
  halt: ['halt(t)', 'halt()'],
  placeAt: ['placeAt(t, N % 900, N)', 'placeAt(t, 10, 10, u)', 'placeAt(t, (n * 97) % 900, n % 5000)'],
  fitAt: ['fitAt(t, 10, 10)', 'fitAt(t, N % 900, N)', 'fitAt(t, 300, 300, host)'],
  push: ['push(t)', 'push(next("up") ?? t)'],
  pickUp: ['pickUp(t)', 'pickUp(next("left") ?? t)'],
  putDown: ['putDown()'],
  use: ['use(t)', 'use(next("right") ?? t)'],
  enter: ['enter(t)'],
  leave: ['leave()'],
  teleport: ['teleport(t, 10, 10, host)', 'teleport(t, N % 900, N, host ?? u)', 'teleport(t, 0, 0, u)'],
  create: [
    'create({ name: "c" + n })',
    'create({ name: W, text: L })',
    'create({ name: "c", on: t, x: N, y: N })',
    'create({ name: "c", text: "```js\\nevery(1, () => {})\\n```" })',
    'create({ width: 1880, height: 1880 })',
    'create({ name: "f", on: host ?? self, x: N, y: N, fit: true })',
  ],
  copy: ['copy(t)', 'copy(self)', 'copy(t, { text: L })', 'copy(host ?? t)'],
  destroy: ['destroy(t)', 'create({}).then((made) => made && destroy(made))'],
  say: ['say(W)', 'say("s" + n)'],
  shout: ['shout(W)'],
  whisper: ['whisper(t, W)'],
  ask: ['ask(t, W, ["a", W])', 'ask(t, "s", { a: n, b: W, c: true, d: ["x", "y"] }, { within: 1 })'],
  from: ['from("Page")', 'from("thing" + n)'],
  sprites: ['sprites().length'],
  send: ['send(t, { n, W })', 'on("message", ({ data }) => data); send(self, [n, W])'],
  pointOut: ['pointOut(t, self, W)'],
  fetch: ['fetch("https://api.example/" + n)', 'fetch("https://api.example/", { body: L.slice(0, 9000) })'],
  sound: ['sound("bell")', 'sound([440, "C5", null, 100 + (n % 99)], { beat: 0.05, volume: n % 101 })'],
  soundFor: ['soundFor(t, "pop")'],
  setFor: ['setFor(t, self, { name: "n" + n, sprite: "lamp" })'],
  memoryOf: ['memoryOf(t).a = n', 'memoryOf(t)["k" + (n % 50)] = W'],
  remembered: ['remembered().length'],
  text: [
    'text(t).write(L + n)',
    'text(t).replace(1, "x" + n)',
    'text(t).insert(1, W)',
    'text(t).delete(1, 1)',
    'text(t).whole',
    'text(t).lines.length',
    'text(t).rows().length',
    'text(t).setRows([{ a: n, b: W }, { a: 1, b: "|" }])',
    'text(t).read("#a")',
    'text(t).show("#s" + (n % 400), n)',
    'text(self).showTo(t, "#s" + (n % 400), n)',
    'text().replace(5, "x" + n)',
  ],
  props: ['props({ a: n, b: W, c: ["x", "y"] })'],
  log: ['log(W, n)', 'log(find())', 'log(L)'],
  memory: ['memory["k" + (n % 400)] = n', 'memory.all = W + n', 'memory.list = Array(N % 3000).fill(n)'],
  self: ['self.name + self.x', 'JSON.stringify(self)'],
  host: ['host && host.name'],
}
const STATEMENTS = Object.values(CALLS).flat()
const SHAPES = ['spread', 'piled', 'in a line', 'in each other', 'far apart'] as const

interface Programmed {
  readonly things: number
  readonly programs: number
  readonly shape: (typeof SHAPES)[number]
  readonly size: number
  /** Letters of the page of each thing; anchors on those of programs. */
  readonly letters: number
  readonly anchors: number
  readonly seconds: number
  /** How often in one beat. */
  readonly loop: number
  readonly number: number
  readonly words: number
  /** Letters of a long text. */
  readonly long: number
  readonly steps: readonly string[]
}

const BYTES = 15_000_000
const PAGE_MAX = 990_000
/** How long programs are looked at: answers that others get meanwhile. */
const WATCHED = 60
/** Within so many ms they have begun. */
const BEGUN_MS = 5_000

const programmed = (steps: readonly string[], more: Partial<Programmed> = {}): Programmed => ({
  things: 100,
  programs: 5,
  shape: 'spread',
  size: 40,
  letters: 20,
  anchors: 10,
  seconds: 0.1,
  loop: 100,
  number: 9_000_000,
  words: 400,
  long: 50_000,
  steps,
  ...more,
})

export const PROGRAMS = kindOf<Programmed>({
  name: 'programs',
  seeds: [
    ...STATEMENTS.map((statement) => programmed([statement])),
    programmed(['moveTo(t, N % 900, N)'], { things: 400, programs: 1, seconds: 1, loop: 400 }),
    programmed(['fitAt(t, 10, 10)'], { things: 2_000, programs: 1, seconds: 1, loop: 400 }),
    programmed(['teleport(t, 10, 10, host)'], { things: 2_000, programs: 1, seconds: 1, loop: 400 }),
    programmed(['text().replace(5, "x" + n)'], {
      things: 1,
      programs: 1,
      letters: PAGE_MAX,
      seconds: 1,
      loop: 400,
    }),
    programmed(['text(t).replace(1, "x" + n)'], {
      things: 14,
      programs: 1,
      letters: PAGE_MAX,
      seconds: 1,
      loop: 14,
    }),
    programmed(['find()'], { things: 14, programs: 1, letters: PAGE_MAX, seconds: 1, loop: 1 }),
    programmed(['find({ on: host })'], { things: 10_000, programs: 1, seconds: 0.05, loop: 100 }),
    programmed(['copy(t)'], { things: 2, programs: 1, letters: PAGE_MAX, seconds: 1, loop: 100 }),
    programmed(['create({ name: W, text: L })'], {
      things: 1,
      programs: 1,
      long: 120_000,
      seconds: 1,
      loop: 1,
    }),
    programmed(['find()'], { things: 14_500, programs: 1, seconds: 1, loop: 1 }),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        things: upTo(14_000),
        programs: upTo(300),
        shape: among(SHAPES),
        size: upTo(1_880),
        letters: upTo(PAGE_MAX),
        anchors: upTo(400),
        seconds: among([0.05, 0.1, 0.5, 1]),
        loop: upTo(2_000),
        number: upTo(9_999_999),
        words: upTo(500),
        long: upTo(250_000),
        steps: listOf(5, (random: Random) => oneOf(STATEMENTS, random), among(STATEMENTS)),
      },
      random,
    ),
  async send(target, input) {
    const { shape, size, anchors } = input
    const text = 'a\n'.repeat(Math.floor(Math.min(input.letters, PAGE_MAX) / 2))
    const shown = Array.from({ length: anchors }, (_, at) => `#s${at} 1\n`).join('')
    const code = codeOf(input)
    const things = timesFor(Math.max(1, input.things), text.length + 250, BYTES)
    const programs = Math.min(Math.max(1, input.programs), things, timesFor(300, code.length, BYTES))
    const world = await target.world()
    const line = await target.line(world)
    await line.edit((doc) => {
      for (let at = 0; at < things; at++) {
        const look = [
          ['width', size],
          ['height', size],
        ] as const
        const where = { ...spotOf(shape, at), look }
        put(doc, `thing${at}`, at < programs ? { ...where, code, text: shown + text } : { ...where, text })
      }
    })
    const live = await target.line(`${world}/live`)
    // Any program begins; one that does not is refused whole, after being looked at for that long.
    await live.hears(2, BEGUN_MS).catch(() => null)
    await target.others(WATCHED)
    live.leave()
    line.leave()
    return things * (text.length + 250) + programs * code.length
  },
})

function codeOf({ seconds, loop, number, words, long, steps }: Programmed): string {
  return `let n = 0
const N = ${number}, W = "w".repeat(${words}), L = "l\\n".repeat(${Math.floor(long / 2)})
let all = find()
set(self, { name: "begun" })
every(${seconds}, () => {
  if (n % 1000 === 0) all = find()
  for (let i = 0; i < ${loop}; i++) {
    n += 1
    const t = all[n % all.length] ?? self, u = all[(n + 1) % all.length] ?? self
    ${steps.join('\n    ')}
  }
})`
}

function spotOf(shape: Programmed['shape'], at: number): { readonly x: number; readonly y: number } {
  switch (shape) {
    case 'spread':
      return { x: (at % 18) * 50, y: 200 + Math.floor(at / 18) * 50 }
    case 'piled':
      return { x: 300 + (at % 150), y: 2_000 + Math.floor(at / 150) }
    case 'in a line':
      return { x: 10, y: at * 41 }
    case 'in each other':
      return { x: 10, y: 10 }
    case 'far apart':
      return { x: (at * 97) % 900, y: (at * 7_919_000) % 9_999_000 }
  }
  return shape satisfies never
}
