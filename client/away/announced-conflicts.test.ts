// The message of somebody who came back to the people who were there, and forged messages in its place.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId } from '../../shared/world/address.ts'
import { initScene } from '../../shared/world/scene/scene.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import type { AbsenceConflict } from '../../shared/history/merge/compare-absence.ts'
import { announcementOf, parseAnnouncement } from './announced-conflicts.ts'

const LAMP = parseArtifactId('lamp') ?? expect.unreachable()

function view() {
  const scene = new Y.Doc()
  initScene(scene, { root: LAMP, title: 'Garden', name: 'garden', text: '' })
  return createView(scene, null)
}

const field = (theirs: string): AbsenceConflict => ({
  kind: 'value',
  key: 'name',
  id: LAMP,
  name: 'lamp',
  client: 7,
  base: 'lamp',
  draft: 'lantern',
  parent: theirs,
})
const tell = (...met: readonly AbsenceConflict[]) => announcementOf(view(), met)
const said = (met: unknown) => parseAnnouncement({ met })

test('[R6] both sides are told as the other one sees them', () => {
  const page: AbsenceConflict = { kind: 'page', id: LAMP, name: 'lamp', client: 8, letter: null }
  const limbo: AbsenceConflict = { kind: 'limbo', id: LAMP, name: 'lamp', client: 9, by: 'mine' }
  expect(said(tell(field('torch'), page, limbo))).toEqual([
    { kind: 'value', key: 'name', id: LAMP, client: 7, yours: 'torch', theirs: 'lantern' },
    { kind: 'page', id: LAMP, client: 8 },
    { kind: 'limbo', id: LAMP, client: 9, by: 'theirs' },
  ])
})

test('[R6] it is short, and what nobody is known to have written is left out', () => {
  expect(tell({ ...field('torch'), client: null })).toBeNull()
  const told = tell(...Array.from({ length: 40 }, (_, n) => field(`${n} ${'x'.repeat(500)}`)))
  expect(said(told)).toHaveLength(6)
  expect(JSON.stringify(told).length).toBeLessThan(1_500)
})

const ONE = { kind: 'value', key: 'name', id: LAMP, client: 7, yours: 'a', theirs: 'b' }

test.each([
  [null],
  ['text'],
  [[{ ...ONE, key: 'constructor' }]],
  [[{ ...ONE, id: 'no id' }]],
  [[{ ...ONE, client: 'all' }]],
  [[{ ...ONE, theirs: 'x'.repeat(10_000) }]],
  [[{ ...ONE, theirs: { html: '<b>' } }]],
  [[{ ...ONE, kind: 'setting' }]],
  [[{ ...ONE, id: 'world' }]],
  [Array.from({ length: 7 }, () => ONE)],
])('[R6] what a stranger says instead is nothing: %j', (met) => expect(said(met)).toBeNull())
