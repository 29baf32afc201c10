// The world of a first start: whole, in its margins, with sprites that can be drawn.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SceneInspection } from '../../../server/sync/rooms/scene-inspection.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { ENTRANCE } from '../../../shared/play/acts/arrivals.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { FLOOR_WIDTH, TEXT_WIDTH } from '../../../shared/world/limits.ts'
import { repairs } from '../../../shared/world/edits/scene-repairs.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { SPRITES, spriteFor } from '../../../shared/world/sprites.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { initWelcome, WELCOME_TITLE } from '../../../shared/starters/welcome-scene.ts'
import { reachable } from './made.ts'

/** Where the first line of a page begins, in pixels from the top of its floor. */
const HEADING = 76

let seed = 1
const random = (bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, () => (seed = (seed * 75) % 65537) % 256)
const scene = new Y.Doc()
initWelcome(scene, random)
const view = createView(scene, null)
const root = view.root
if (root === null) throw new Error('no root')

test('the welcome world has a title, a page, and things with pages of their own', () => {
  expect(view.title).toBe(WELCOME_TITLE)
  expect(textOf(scene, root)?.toJSON()).toMatch(/^# Welcome\n/)
  expect(view.on(root).length).toBeGreaterThanOrEqual(4)
  for (const artifact of view.artifacts()) expect(textOf(scene, artifact.id)?.length).toBeGreaterThan(20)
  expect(reachable(view).size).toBe(view.size)
  expect(repairs(view)).toEqual([])
})

test('one of its things has something inside', () => {
  expect(view.on(root).some((thing) => view.on(thing).length > 0)).toBe(true)
})

test('every way of the tour leads to a thing of it, and each stop can be reached and left', () => {
  const ways = [...view.artifacts()].flatMap(({ id }) => {
    const text = textOf(scene, id)?.toJSON() ?? ''
    return [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, to]) => ({ from: id, to: parseArtifactId(to) }))
  })
  for (const { to } of ways) expect(to !== null && view.artifact(to)).toBeTruthy()
  const stops = view.on(root).filter((id) => id.startsWith('tour-'))
  expect(stops).toHaveLength(6)
  for (const stop of stops) {
    expect(view.artifact(stop)?.properties, 'nobody carries it off').toMatchObject({
      pickable: false,
      pushable: false,
    })
    expect(ways).toContainEqual({ from: root, to: stop })
    expect(ways).toContainEqual({ from: stop, to: root })
  }
})

const lantern = view.on(root).find((id) => view.artifact(id)?.name === 'Lantern')
if (lantern === undefined) throw new Error('no lantern')

test('one thing of it has code: a lantern where people come in, beside words that say how it is used', () => {
  const withCode = [...view.artifacts()].filter(({ id }) => programOf(textOf(scene, id)?.toJSON() ?? ''))
  expect(withCode.map(({ id }) => id)).toEqual([lantern])
  const names = view.on(root).map((id) => view.artifact(id)?.name)
  expect(names).toContain('Walk up to the lantern and press E, or tap it')
  const { place, look } = view.artifact(lantern)!
  // A person who comes in stands under it, and one step is enough.
  expect(place!.x).toBeLessThanOrEqual(ENTRANCE.x)
  expect(place!.x + look.width).toBeGreaterThan(ENTRANCE.x)
  expect(ENTRANCE.y - place!.y - look.height).toBeLessThan(40)
})

// A lantern as it came costs a node nothing while nobody is there. Code that runs from the start on took some
// 50 MB of each node.
test('a node does not run the lantern while nobody is there, whatever people write beside it, until its code is another', () => {
  const written = new Y.Doc()
  Y.applyUpdate(written, Y.encodeStateAsUpdate(scene))
  const inspection = new SceneInspection(written)
  function hasCode(): boolean {
    for (;;) {
      const found = inspection.look()
      if (typeof found === 'object') return found.hasCode
    }
  }
  expect(hasCode()).toBe(false)
  textOf(written, root)?.insert(0, 'Hello!\n')
  textOf(written, lantern)?.insert(0, 'It hangs here since yesterday.\n')
  expect(hasCode()).toBe(false)
  const page = textOf(written, lantern)
  const at = page?.toJSON().indexOf('#d2452d') ?? -1
  page?.delete(at, 7)
  page?.insert(at, '#d2462e')
  expect(hasCode()).toBe(true)
  inspection.stop()
})

test.each([
  ['its first floor', root],
  ['the floor of Things', view.on(root).find((id) => id === 'tour-things') ?? root],
  ['the floor of Walking', view.on(root).find((id) => id === 'tour-walking') ?? root],
])(
  'things stand beside the text of %s, in the margins or above its heading, and not on each other',
  (_, floor) => {
    const margin = (FLOOR_WIDTH - TEXT_WIDTH) / 2
    const boxes = view.on(floor).map((thing) => {
      const { place, look, name } = view.artifact(thing)!
      return {
        name,
        left: place!.x,
        right: place!.x + look.width,
        top: place!.y,
        bottom: place!.y + look.height,
      }
    })
    for (const box of boxes) {
      expect(box.left, box.name).toBeGreaterThanOrEqual(0)
      expect(box.right, box.name).toBeLessThanOrEqual(FLOOR_WIDTH)
      const isInMargin = box.right <= margin || box.left >= FLOOR_WIDTH - margin
      expect(isInMargin || (floor === root && box.bottom <= HEADING), box.name).toBe(true)
      for (const other of boxes) {
        const isApart =
          box.right <= other.left ||
          other.right <= box.left ||
          box.bottom <= other.top ||
          other.bottom <= box.top
        expect(isApart || box === other, `${box.name} and ${other.name}`).toBe(true)
      }
    }
  },
)

test('every look has a sprite that can be drawn; an unknown one is a box', () => {
  for (const artifact of view.artifacts()) expect(spriteFor(artifact.look.sprite)).toBe(artifact.look.sprite)
  expect(spriteFor('spaceship')).toBe('box')
  expect(spriteFor('constructor')).toBe('box')
  expect(new Set(SPRITES).size).toBe(SPRITES.length)
})
