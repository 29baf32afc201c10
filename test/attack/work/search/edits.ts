// Edits of a world that is large already, from its editors: many at once or one after the other, with others
// who look on.
import type * as Y from 'yjs'
import type { Random } from '../../../simulation/random.ts'
import { artifactMaps, sceneArtifact, textOf } from '../../../../shared/world/scene/scene.ts'
import { id } from '../../../unit/world/made.ts'
import { put } from '../things.ts'
import { growRecipe, textOf as textOfRecipe, type Recipe } from '../parsers/texts.ts'
import { among, grown, grownIn, kindOf, listOf, oneOf, timesFor, upTo } from './kind.ts'

/** An edit of the nth thing. */
const DEEDS: Readonly<Record<string, (doc: Y.Doc, nth: number, things: number) => void>> = {
  'types in front': (doc, nth, things) => pageOf(doc, nth % things)?.insert(0, `${nth}`),
  'types in the middle': (doc, nth, things) => {
    const page = pageOf(doc, nth % things)
    page?.insert(Math.floor(page.length / 2), '\n')
  },
  'cuts out': (doc, nth, things) => {
    const page = pageOf(doc, nth % things)
    if (page !== null && page.length > 2) page.delete(Math.floor(page.length / 3), 1)
  },
  'opens a fence': (doc, nth, things) => pageOf(doc, nth % things)?.insert(0, '```js\n'),
  'deletes a page': (doc, nth, things) => {
    const page = pageOf(doc, nth % things)
    page?.delete(0, page.length)
  },
  moves: (doc, nth, things) =>
    thingOf(doc, nth % things)?.set('place', { host: 'root', x: nth % 900, y: nth, facing: 'up' }),
  'puts into each other': (doc, nth, things) =>
    thingOf(doc, nth % things)?.set('place', {
      host: id(`thing${(nth + 1) % things}`),
      x: 0,
      y: 0,
      facing: 'up',
    }),
  'puts nowhere': (doc, nth, things) =>
    thingOf(doc, nth % things)?.set('place', { host: 'nobodys', x: 0, y: 0, facing: 'up' }),
  names: (doc, nth, things) => thingOf(doc, nth % things)?.set('name', `n${nth}`),
  'sets a portal': (doc, nth, things) => thingOf(doc, nth % things)?.set('portal', `ada/world-${nth}`),
  'names what nobody knows': (doc, nth, things) => thingOf(doc, nth % things)?.set(`key${nth}`, nth),
  'takes away': (doc, nth, things) => artifactMaps(doc).delete(id(`thing${nth % things}`)),
  'makes again': (doc, nth, things) => put(doc, `thing${nth % things}`, { x: nth % 900, y: nth }),
}
const NAMES = Object.keys(DEEDS)

interface Edited {
  readonly things: number
  readonly letters: number
  readonly page: Recipe
  /** Each of its lines is a program. */
  readonly living: boolean
  readonly readers: number
  /** How many edits in one frame, and so many frames. */
  readonly edits: number
  readonly frames: number
  readonly deeds: readonly string[]
}

const PIECES = [
  'a\n',
  '#a 1\n',
  '```\n',
  '~~~\n',
  '```js\n',
  'é',
  '👍',
  '- ',
  '\n\n',
  '<b>',
  'asset:',
  '[a](b)',
  'every(1, () => {})\n',
]
const PAGE_MAX = 999_000
const BYTES = 15_000_000

const edited = (deeds: readonly string[], more: Partial<Edited> = {}): Edited => ({
  things: 50,
  letters: 100,
  page: [['a\n', 1_000_000]],
  living: false,
  readers: 1,
  edits: 50,
  frames: 5,
  deeds,
  ...more,
})

export const EDITS = kindOf<Edited>({
  name: 'edits',
  seeds: [
    ...NAMES.map((deed) => edited([deed])),
    ...NAMES.map((deed) => edited([deed], { things: 5_000, edits: 2_000, living: true })),
    edited(['types in the middle'], { things: 14, letters: 990_000, edits: 500 }),
    edited(['types in front'], { things: 14, letters: 990_000, edits: 1, living: true }),
    edited(['names'], { things: 14_500, edits: 1 }),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        things: upTo(14_900),
        letters: upTo(PAGE_MAX),
        page: (page, random) => growRecipe(page, { most: PAGE_MAX, pieces: PIECES }, random),
        living: among([true, false]),
        readers: upTo(40),
        edits: (edits, random) => grown(edits, 20_000, random),
        frames: upTo(100),
        deeds: listOf(4, (random: Random) => oneOf(NAMES, random), among(NAMES)),
      },
      random,
    ),
  async send(target, { things, letters, page, living, readers, edits, frames, deeds }) {
    const text = textOfRecipe(page, Math.min(letters, PAGE_MAX))
    const count = timesFor(Math.max(1, things), Buffer.byteLength(text) + 200, BYTES)
    const world = await target.world()
    const line = await target.line(world)
    await line.edit((doc) => {
      for (let at = 0; at < count; at++) {
        const where = { x: (at % 18) * 50, y: 200 + Math.floor(at / 18) * 50, text }
        put(doc, `thing${at}`, living && at === 0 ? { ...where, code: 'every(1, () => {})' } : where)
      }
    })
    const others = []
    for (let at = 0; at < readers; at++)
      others.push(await target.line(at % 2 === 0 ? world : `${world}/live`))
    const sent = [count * (text.length + 200)]
    const bytes = (): number => sent.reduce((sum, each) => sum + each, 0)
    line.doc.on('update', (update: Uint8Array) => sent.push(update.length))
    let nth = 0
    for (let frame = 0; frame < frames && bytes() < 3 * BYTES; frame++) {
      await line.edit((doc) => {
        for (let edit = 0; edit < Math.max(1, edits); edit++) {
          for (const deed of deeds) DEEDS[deed]?.(doc, nth, count)
          nth += 1
        }
      })
    }
    await target.others(10)
    for (const one of [...others, line]) one.leave()
    return bytes()
  },
})

const thingOf = (doc: Y.Doc, nth: number): Y.Map<unknown> | null => sceneArtifact(doc, id(`thing${nth}`))
const pageOf = (doc: Y.Doc, nth: number): Y.Text | null => textOf(doc, id(`thing${nth}`))
