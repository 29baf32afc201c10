// The list of changes, by what people do to things and pages.
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyChanges } from '../../../shared/history/changes/apply-changes.ts'
import { changesBetween, type ReplayedRow } from '../../../shared/history/changes/changes-between.ts'
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import { parseMemberId } from '../../../shared/world/address.ts'
import type { AuthorId } from '../../../shared/world/author.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { artifactMaps, metaMap, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { id, make, makeWorld, ROOT } from '../world/made.ts'

function author(name: string): AuthorId {
  const member = parseMemberId(name)
  if (member === null) throw new Error(name)
  return member
}
const [ADA, BOB] = [author('ada'), author('bob')]

type WorldEdit = readonly [AuthorId, (world: ReturnType<typeof makeWorld>) => unknown]

/** What edits change in a world that has a lamp with a page, each edit as a row of its author. */
function changesOf(...edits: readonly WorldEdit[]) {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: 'a warm light', look: { sprite: 'lamp' } })
  const before = new Y.Doc({ gc: false })
  Y.applyUpdate(before, Y.encodeStateAsUpdate(world.scene))
  const rows: ReplayedRow[] = []
  for (const [by, edit] of edits) {
    const known = Y.encodeStateVector(world.scene)
    edit(world)
    rows.push({ bytes: Y.encodeStateAsUpdate(world.scene, known), author: by })
  }
  return changesBetween(before, rows)
}

const only = (changes: readonly ThingChange[]): ThingChange | undefined =>
  changes.length === 1 ? changes[0] : undefined

const LAMP = id('lamp')
const place = (host: string, x = 0) => ({ host, x, y: 0, facing: 'down' })

describe('[HI3] a list of changes', () => {
  it('says where letters came and went, in characters of the earlier text, and by whom', () => {
    const changes = changesOf(
      [ADA, ({ scene }) => textOf(scene, LAMP)?.insert(12, ' of the sea')],
      [BOB, (world) => setText(world, LAMP, 'a cold light of the sea')],
    )
    expect(only(changes)).toEqual({
      id: 'lamp',
      kind: 'changed',
      values: [],
      text: [
        { at: 2, out: 'warm', in: 'cold', by: BOB },
        { at: 12, in: ' of the sea', by: ADA },
      ],
    })
  })

  it('leaves out what came and went, and what was written again as it was', () => {
    const changes = changesOf(
      [ADA, (world) => textOf(world.scene, LAMP)?.insert(0, 'Oh, ')],
      [BOB, (world) => textOf(world.scene, LAMP)?.delete(0, 4)],
      [BOB, ({ scene }) => sceneArtifact(scene, LAMP)?.set('name', 'lamp')],
      [ADA, (world) => make(world, 'moth')],
      [ADA, ({ scene }) => artifactMaps(scene).delete('moth')],
    )
    expect(changes).toEqual([])
  })

  it('tells things that were added, moved, put away, brought back and changed', () => {
    const kinds = (...edits: readonly WorldEdit[]) => only(changesOf(...edits))?.kind
    const put = (to: object): WorldEdit => [ADA, ({ scene }) => sceneArtifact(scene, LAMP)?.set('place', to)]
    expect(kinds([ADA, (world) => make(world, 'moth')])).toBe('added')
    expect(kinds([ADA, (world) => moveArtifact(world, LAMP, { host: ROOT, x: 7, y: 8 })])).toBe('moved')
    expect(kinds(put({ ...place('root'), facing: 'up' }))).toBe('changed')
    expect(kinds(put({ ...place('limbo'), was: place('root') }))).toBe('removed')
    expect(kinds([ADA, ({ scene }) => artifactMaps(scene).delete('lamp')])).toBe('removed')
  })

  it('calls a thing restored that came out of limbo', () => {
    const world = makeWorld()
    make(world, 'lamp')
    sceneArtifact(world.scene, LAMP)?.set('place', place('limbo'))
    const before = new Y.Doc({ gc: false })
    Y.applyUpdate(before, Y.encodeStateAsUpdate(world.scene))
    const known = Y.encodeStateVector(world.scene)
    sceneArtifact(world.scene, LAMP)?.set('place', place('root', 40))
    const bytes = Y.encodeStateAsUpdate(world.scene, known)
    expect(only(changesBetween(before, [{ bytes, author: BOB }]))).toEqual({
      id: 'lamp',
      kind: 'restored',
      values: [{ key: 'place', from: place('limbo'), to: place('root', 40), by: BOB }],
      text: [],
    })
  })

  it('names values by their keys, nested ones with a dot, and the world by its own word', () => {
    const changes = changesOf(
      [ADA, ({ scene }) => metaMap(scene).set('title', 'Lighthouse')],
      [BOB, ({ scene }) => looksOf(scene)?.set('sprite', 'moon')],
      [ADA, ({ scene }) => looksOf(scene)?.set('a.b', 1)],
      [BOB, ({ scene }) => sceneArtifact(scene, LAMP)?.delete('name')],
    )
    expect(changes).toEqual([
      {
        id: 'world',
        kind: 'changed',
        values: [{ key: 'title', from: 'Garden', to: 'Lighthouse', by: ADA }],
        text: [],
      },
      {
        id: 'lamp',
        kind: 'changed',
        values: [
          { key: 'name', from: 'lamp', by: BOB },
          { key: 'look.sprite', from: 'lamp', to: 'moon', by: BOB },
          { key: 'look.a.b', path: ['look', 'a.b'], to: 1, by: ADA },
        ],
        text: [],
      },
    ])
  })
})

describe('[HI3] changes that are done in a copy', () => {
  it('say when the copy is not what they begin with', () => {
    const changes = changesOf([ADA, (world) => setText(world, LAMP, 'a cold light')])
    const other = makeWorld()
    expect(applyChanges(other.scene, changes, 'forward')).toBe(false)
    make(other, 'lamp', 'root', { text: 'another text' })
    expect(applyChanges(other.scene, changes, 'forward')).toBe(false)
  })

  it('keep what is in a page and is no letter', () => {
    const world = makeWorld()
    make(world, 'lamp', 'root', { text: 'a warm light' })
    textOf(world.scene, LAMP)?.insertEmbed(1, { picture: 1 })
    const changes = changesOf([ADA, (there) => setText(there, LAMP, 'a cold light')])
    expect(applyChanges(world.scene, changes, 'forward')).toBe(true)
    expect(textOf(world.scene, LAMP)?.toDelta()).toEqual([
      { insert: 'a' },
      { insert: { picture: 1 } },
      { insert: ' cold light' },
    ])
  })
})

function looksOf(scene: Y.Doc): Y.Map<unknown> | null {
  const looks = sceneArtifact(scene, LAMP)?.get('look')
  return looks instanceof Y.Map ? looks : null
}
