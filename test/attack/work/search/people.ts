// People: many connections at once, of guests with any names, who say of themselves and do what they like.
import * as encoding from 'lib0/encoding'
import { numberedFrame, presenceFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import type { Line } from '../line.ts'
import { growRecipe, textOf, type Recipe } from '../parsers/texts.ts'
import { among, grownIn, kindOf, listOf, oneOf, upTo } from './kind.ts'

const DEEDS = [
  'walks',
  'says',
  'shouts',
  'turns',
  'quits',
  'kneels',
  'tells of itself',
  'asks who is there',
] as const
type Deed = (typeof DEEDS)[number]

interface Crowd {
  readonly people: number
  readonly tabs: number
  readonly name: Recipe
  readonly words: Recipe
  /** Each of them does all of these so many times. */
  readonly times: number
  readonly deeds: readonly Deed[]
}

const PIECES = ['a', 'A', ' ', '\u0301', '\u0323', '\u202e', '👍', '-', '.', '\u0130', 'ﷺ']
const NAME_MAX = 40
const WORDS_MAX = 3_800
/** Guests whom one address makes at once, and sockets that it opens. */
const PEOPLE_MAX = 80
const SOCKETS_MAX = 300
const FRAMES_MAX = 20_000
/** How long it is waited for, in ms. */
const TAKEN_MS = 10_000

const crowd = (deeds: readonly Deed[], more: Partial<Crowd> = {}): Crowd => ({
  people: 20,
  tabs: 1,
  name: [['Gus', 1]],
  words: [['a', 400]],
  times: 10,
  deeds,
  ...more,
})

export const PEOPLE = kindOf<Crowd>({
  name: 'people',
  seeds: [
    ...DEEDS.map((deed) => crowd([deed])),
    crowd(['tells of itself'], { people: 60, tabs: 3, times: 30 }),
    crowd(['walks', 'says'], { people: 60, times: 20 }),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        people: upTo(PEOPLE_MAX),
        tabs: upTo(6),
        name: (name, random) => growRecipe(name, { most: NAME_MAX, pieces: PIECES }, random),
        words: (words, random) => growRecipe(words, { most: WORDS_MAX, pieces: PIECES }, random),
        times: upTo(400),
        deeds: listOf(5, (random) => oneOf(DEEDS, random), among(DEEDS)),
      },
      random,
    ),
  async send(target, { people, tabs, name, words, times, deeds }) {
    const world = await target.world()
    await target.mallory.ask('PATCH', `/api/worlds/${world}/sharing`, { public: 'act' })
    const called = textOf(name, NAME_MAX)
    const lines: Line[] = []
    for (let at = 0; at < Math.max(1, people); at++) {
      const guest = await target.node
        .guest(`${called.trim()} ${at}`.slice(-NAME_MAX))
        .catch(() => target.guest)
      for (let tab = 0; tab < Math.max(1, tabs) && lines.length < SOCKETS_MAX; tab++)
        lines.push(await target.line(`${world}/live`, guest.cookie))
    }
    let bytes = 0
    const rounds = Math.min(times, Math.ceil(FRAMES_MAX / (lines.length * deeds.length)))
    for (let time = -1; time < rounds; time++) {
      for (const [at, line] of lines.entries()) {
        for (const deed of time === -1 ? (['comes'] as const) : deeds) {
          const frame = frameOf(deed, { at, time: time + 2, words: textOf(words, WORDS_MAX) })
          bytes += frame.length
          line.send(frame)
        }
      }
    }
    await Promise.all(lines.map((line) => line.asks(TAKEN_MS).catch(() => null)))
    await target.others(30)
    for (const line of lines) line.leave()
    return bytes
  },
})

interface At {
  readonly at: number
  readonly time: number
  readonly words: string
}

function frameOf(deed: Deed | 'comes', { at, time, words }: At): Uint8Array {
  const act = (action: object): Uint8Array =>
    numberedFrame('action', time, JSON.stringify({ session: `tab-${at}`, ...action }))
  switch (deed) {
    case 'comes':
      return act({ verb: 'visit' })
    case 'walks':
      return act({ verb: 'walk', to: { x: (at * 97 + time * 31) % 900, y: time % 2 === 0 ? 9_000_000 : 50 } })
    case 'says':
      return act({ verb: 'say', words: words.slice(0, 500) })
    case 'shouts':
      return act({ verb: 'shout', words: words.slice(0, 500) })
    case 'turns':
      return act({ verb: 'turn', facing: time % 2 === 0 ? 'up' : 'down' })
    case 'quits':
      return act({ verb: time % 2 === 0 ? 'quit' : 'visit' })
    case 'kneels':
      return act({ verb: time % 2 === 0 ? 'kneel' : 'stand' })
    case 'asks who is there':
      return Uint8Array.of(3)
    case 'tells of itself':
      return presenceFrame(
        encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, 1)
          encoding.writeVarUint(encoder, 1_000 + at)
          encoding.writeVarUint(encoder, time)
          encoding.writeVarString(encoder, JSON.stringify({ user: { name: words } }))
        }),
      )
  }
  return deed satisfies never
}
