// Actions of people: every verb with its arguments grown, many at once, in sessions of their own or in one,
// in worlds of few and many things.
import type { Verb } from '../../../../shared/play/acts/action.ts'
import { numberedFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import type { Random } from '../../../simulation/random.ts'
import { id } from '../../../unit/world/made.ts'
import { growRecipe, textOf, type Recipe } from '../parsers/texts.ts'
import { put } from '../things.ts'
import { among, grownIn, kindOf, listOf, oneOf, upTo } from './kind.ts'

/** The parts of an action: the nth of its kind. */
interface Parts {
  readonly nth: number
  readonly number: number
  readonly text: string
  readonly thing: string
}

const spot = ({ nth, number }: Parts) => ({ x: (nth * 97) % 900, y: number })
const FACINGS = ['up', 'down', 'left', 'right'] as const
const facing = ({ nth }: Parts) => FACINGS[nth % FACINGS.length]
const thing = ({ thing }: Parts) => ({ thing })
const nothing = () => ({})

/** Each verb, with its possible arguments. */
const VERBS: Readonly<Record<Verb, readonly ((parts: Parts) => object)[]>> = {
  visit: [nothing, ({ text }) => ({ from: text })],
  putBack: [nothing],
  quit: [nothing],
  walk: [
    (parts) => ({ to: spot(parts) }),
    (parts) => ({ direction: facing(parts) }),
    (parts) => ({ to: spot(parts), from: spot({ ...parts, nth: parts.nth + 1 }) }),
  ],
  halt: [nothing, (parts) => ({ at: spot(parts) })],
  turn: [(parts) => ({ facing: facing(parts) })],
  push: [thing],
  pickUp: [thing],
  enter: [thing],
  putDown: [nothing, (parts) => ({ thing: parts.thing, at: spot(parts) })],
  leave: [nothing],
  kneel: [nothing],
  stand: [nothing, (parts) => ({ on: parts.thing })],
  use: [thing],
  say: [({ text }) => ({ words: text }), ({ text, thing }) => ({ words: text, on: thing })],
  shout: [({ text }) => ({ words: text })],
  whisper: [({ text, thing }) => ({ words: text, to: thing })],
  reply: [
    ({ text }) => ({ question: text.slice(0, 40), answer: text.slice(0, 200) }),
    ({ nth }) => ({ question: 'q', answer: { a: nth, b: 'x', c: true } }),
  ],
  play: [nothing],
  pause: [nothing],
  step: [nothing],
  reset: [nothing],
  wake: [thing],
  watch: [thing],
  unwatch: [thing],
  listen: [
    () => ({
      to: ['use', 'push', 'collide'].flatMap((event) =>
        ['subject', 'object', 'host', 'observer'].map((role) => ({ kind: 'on', event, role })),
      ),
    }),
    ({ number }) => ({
      to: Array.from({ length: number % 300 }, () => ({ kind: 'before', event: 'use', role: 'object' })),
    }),
  ],
  answer: [({ nth, text }) => ({ ask: nth, why: text }), ({ number }) => ({ ask: number, why: null })],
}
const NAMES = Object.keys(VERBS) as readonly Verb[]

interface Step {
  readonly verb: Verb
  readonly way: number
  readonly number: number
  readonly text: Recipe
  /** Of which thing: the nth, one that there is not, or another each time. */
  readonly which: 'first' | 'each' | 'none'
}

interface Acted {
  /** Things in the world, and how many of them have a program that hears all. */
  readonly things: number
  readonly hearing: number
  readonly times: number
  readonly lines: number
  /** Each in a session of its own. */
  readonly apart: boolean
  readonly steps: readonly Step[]
}

const WORDS: Recipe = [['a', 400]]
const PIECES = ['a', ' ', '\n', '"', '\\', '\u0301', '\u0323', '👍', 'ada/', '@127.0.0.1', '\ud800', '#a ']
const LETTERS_MAX = 16_000
const THINGS_MAX = 15_000
const ACTIONS_MAX = 1_500
/** Answers that others get meanwhile. */
const WATCHED = 30
/** How long they are waited for, in ms: those that make no sense are not answered. */
const TAKEN_MS = 4_000

const step = (verb: Verb, more: Partial<Step> = {}): Step => ({
  verb,
  way: 0,
  number: 500,
  text: WORDS,
  which: 'each',
  ...more,
})
const acted = (steps: readonly Step[], more: Partial<Acted> = {}): Acted => ({
  things: 30,
  hearing: 1,
  times: 50,
  lines: 1,
  apart: false,
  steps,
  ...more,
})

const growStep = (one: Step, random: Random): Step =>
  grownIn(
    one,
    {
      verb: among(NAMES),
      way: (_way, random) => random.below(3),
      number: upTo(9_999_999),
      text: (text, random) => growRecipe(text, { most: LETTERS_MAX, pieces: PIECES }, random),
      which: among(['first', 'each', 'none'] as const),
    },
    random,
  )

const LISTENER = ['hear', 'use', 'push', 'collide', 'enter', 'leave', 'move', 'moveStart', 'pickUp', 'place']
  .map((event) => `on("${event}", () => { n++ })`)
  .join('\n')

export const ACTIONS = kindOf<Acted>({
  name: 'actions',
  seeds: [
    ...NAMES.flatMap((verb) => VERBS[verb].map((_way, way) => acted([step('visit'), step(verb, { way })]))),
    ...(['reset', 'say', 'enter', 'play'] as const).map((verb) =>
      acted([step(verb)], { things: 10_000, times: 20 }),
    ),
    acted([step('say')], { hearing: 200, things: 200, times: 200 }),
    acted([step('walk')], { apart: true, times: 1_000 }),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        things: upTo(THINGS_MAX),
        hearing: upTo(400),
        times: upTo(1_000),
        lines: upTo(20),
        apart: among([true, false]),
        steps: listOf(6, (random) => step(oneOf(NAMES, random)), growStep),
      },
      random,
    ),
  async send(target, { things, hearing, times, lines, apart, steps }) {
    const world = await target.world()
    const scene = await target.line(world)
    await scene.edit((doc) => {
      for (let at = 0; at < things; at++) {
        const where = { x: (at % 18) * 50, y: 200 + Math.floor(at / 18) * 50 }
        put(doc, `thing${at}`, at < hearing ? { ...where, code: `let n = 0\n${LISTENER}` } : where)
      }
    })
    const open = []
    for (let at = 0; at < Math.max(1, lines); at++) open.push(await target.line(`${world}/live`))
    let bytes = 0
    let nth = 0
    for (let time = 0; time < times && nth < ACTIONS_MAX; time++) {
      for (const one of steps) {
        nth += 1
        const [line] = open.slice(nth % open.length)
        const frame = numberedFrame('action', nth, JSON.stringify(actionOf(one, { nth, things, apart })))
        bytes += frame.length
        line?.send(frame)
      }
    }
    const each = Math.floor(nth / open.length)
    await Promise.all(open.map((line) => line.answers(each, TAKEN_MS).catch(() => null)))
    await target.others(WATCHED)
    for (const line of [...open, scene]) line.leave()
    return bytes
  },
})

interface At {
  readonly nth: number
  readonly things: number
  readonly apart: boolean
}

function actionOf({ verb, way, number, text, which }: Step, { nth, things, apart }: At): object {
  const at = which === 'first' ? 0 : nth % Math.max(1, things)
  const thing = id(which === 'none' ? 'nobodys' : `thing${at}`)
  const make = VERBS[verb][way % VERBS[verb].length] ?? nothing
  const session = apart ? `session-${nth}` : 'session'
  return { session, verb, ...make({ nth, number, thing, text: textOf(text, LETTERS_MAX) }) }
}
