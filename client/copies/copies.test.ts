import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { makeArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { setColors, setLook, setProperty } from '../../shared/world/edits/field-edits.ts'
import { rename, setLang, setTitle } from '../../shared/world/edits/name-edits.ts'
import { bringBack, createArtifact, moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { setText } from '../../shared/world/edits/text-edits.ts'
import type { Edit } from '../../shared/world/edits/scene-edit.ts'
import { initScene } from '../../shared/world/scene/scene.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import { hasSnapshot } from '../../shared/yjs/snapshots.ts'
import { changesIn, pageOf } from './copy-changes.ts'
import { takeOver } from './take-over.ts'

/** Ids that count, so that a seed replays. */
function idsFrom(start: number): () => ArtifactId {
  let next = start
  return () => {
    next += 1
    return makeArtifactId((bytes) => Uint8Array.from({ length: bytes }, (_, at) => (next >> (5 * at)) % 32))
  }
}

const nextId = idsFrom(0)
const root = nextId()
const lamp = nextId()
const chest = nextId()

function begun(): Y.Doc {
  const scene = new Y.Doc()
  initScene(scene, { root, title: 'Garden', name: 'The garden', text: '# Garden\n\nRoses.\n' })
  const edit = editOf(scene)
  createArtifact(edit, { id: lamp, name: 'lamp', place: { host: root, x: 10, y: 20 } })
  createArtifact(edit, { id: chest, name: 'chest', place: { host: root, x: 50, y: 60 } })
  return scene
}

const editOf = (scene: Y.Doc): Edit => ({ view: createView(scene, null), origin: null })

function branched(scene: Y.Doc): Y.Doc {
  const branch = new Y.Doc()
  Y.applyUpdate(branch, Y.encodeStateAsUpdate(scene))
  return branch
}

type Step = (edit: Edit, id: ArtifactId) => unknown

const thing = fc.constantFrom(root, lamp, chest)
const word = fc.constantFrom('one', 'two', 'three')
const step: fc.Arbitrary<Step> = fc.oneof(
  word.map(
    (name): Step =>
      (edit, id) =>
        rename(edit, id, name),
  ),
  word.map(
    (title): Step =>
      (edit) =>
        setTitle(edit, title),
  ),
  fc.constantFrom('de', 'pt-BR', null).map(
    (lang): Step =>
      (edit) =>
        setLang(edit, lang),
  ),
  word.map(
    (text): Step =>
      (edit, id) =>
        setText(edit, id, `# ${text}\n\nRoses.\n`),
  ),
  fc.nat(400).map(
    (x): Step =>
      (edit, id) =>
        moveArtifact(edit, id, { host: root, x, y: 7 }),
  ),
  fc.constant<Step>((edit, id) => moveArtifact(edit, id, { host: chest, x: 1, y: 2 })),
  fc.constant<Step>((edit, id) => sendToLimbo(edit, id)),
  fc.constant<Step>((edit, id) => bringBack(edit, id)),
  fc.constant<Step>((edit, id) => setLook(edit, id, { sprite: 'tree', width: 96 })),
  fc.constant<Step>((edit, id) => setColors(edit, id, { paper: '#fbf8f1' })),
  fc.boolean().map(
    (on): Step =>
      (edit, id) =>
        setProperty(edit, id, 'locked', on),
  ),
  fc.nat(300).map(
    (percent): Step =>
      (edit, id) =>
        setProperty(edit, id, 'weight', percent),
  ),
  word.map(
    (name): Step =>
      (edit) =>
        createArtifact(edit, { id: nextId(), name, text: name, place: { host: root, x: 3, y: 4 } }),
  ),
)
const steps = fc.array(fc.tuple(step, thing), { maxLength: 12 })

const run = (scene: Y.Doc, all: readonly (readonly [Step, ArtifactId])[]): Y.Doc => {
  const edit = editOf(scene)
  for (const [act, id] of all) act(edit, id)
  return scene
}

describe('a kept copy', () => {
  test('that is the same as what the server had offers nothing', () => {
    fc.assert(
      fc.property(steps, (living) => {
        const theirs = begun()
        const now = createView(run(branched(theirs), living), null)
        const kept = createView(theirs, null)
        expect(changesIn({ mine: kept, theirs: kept, now })).toEqual([])
      }),
    )
  })

  test('offers nothing more once all of it was taken over, whatever others did meanwhile', () => {
    fc.assert(
      fc.property(steps, steps, (own, others) => {
        const scene = begun()
        const theirs = createView(scene, null)
        const mine = createView(run(branched(scene), own), null)
        const edit = editOf(run(branched(scene), others))
        const compare = () => changesIn({ mine, theirs, now: edit.view })
        for (const change of compare()) takeOver(edit, change)
        const left = compare().filter(({ kind }) => kind !== 'fields')
        expect(left).toEqual([])
      }),
    )
  })

  test('restores the whole of one’s own work on what the server had', () => {
    fc.assert(
      fc.property(steps, (own) => {
        const scene = begun()
        const theirs = createView(scene, null)
        const mine = createView(run(branched(scene), own), null)
        const edit = editOf(branched(scene))
        // A thing may go onto another that is taken over after it: then its place is right at the second
        // look.
        for (const _look of [1, 2]) {
          for (const change of changesIn({ mine, theirs, now: edit.view })) takeOver(edit, change)
        }
        expect(changesIn({ mine, theirs, now: edit.view })).toEqual([])
        for (const { id } of mine.artifacts()) expect(pageOf(edit.view, id)).toBe(pageOf(mine, id))
      }),
    )
  })
})

describe('a world that was given what is in a copy after all', () => {
  /** One's own edits, over the garden as the server had it then. */
  function written(): { garden: Y.Doc; mine: Y.Doc } {
    const garden = begun()
    const mine = branched(garden)
    setText(editOf(mine), root, '# Garden\n\nRoses and lilies.\n')
    rename(editOf(mine), lamp, 'lantern')
    return { garden, mine }
  }

  test('has had it, whatever others made of it since', () => {
    const { garden, mine } = written()
    const copied = Y.snapshot(mine)
    expect(hasSnapshot(garden, copied)).toBe(false)
    Y.applyUpdate(garden, Y.encodeStateAsUpdate(mine))
    expect(hasSnapshot(garden, copied)).toBe(true)
    setText(editOf(garden), root, '# Garden\n\nLilies.\n')
    rename(editOf(garden), lamp, 'torch')
    expect(hasSnapshot(garden, copied)).toBe(true)
  })

  test('has not had it while something is there that the copy has not', () => {
    const { garden, mine } = written()
    Y.applyUpdate(garden, Y.encodeStateAsUpdate(mine))
    setText(editOf(mine), root, '# Garden\n')
    const copied = Y.snapshot(mine)
    expect(hasSnapshot(garden, copied)).toBe(false)
    Y.applyUpdate(garden, Y.encodeStateAsUpdate(mine))
    expect(hasSnapshot(garden, copied)).toBe(true)
  })
})
