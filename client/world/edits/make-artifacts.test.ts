// How a starter thing is made: those that are meant to be carried may be taken along.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id } from '../../../test/unit/world/made.ts'
import { makeStarter } from './make-artifacts.ts'

test('[G18] a starter that is meant to be carried may be taken along, and no other', () => {
  const scene = new Y.Doc()
  initScene(scene, { root: id('root'), title: 'Garden', name: 'garden', text: '' })
  const view = createView(scene, null)
  const world = {
    edit: { view, origin: null },
    undo: { step: () => undefined },
    selection: { select: () => undefined },
  }
  for (const starter of STARTERS) makeStarter(world, starter, () => ({ host: id('root'), x: 0, y: 0 }))
  const takeable = [...view.artifacts()].filter(({ properties }) => properties.takeable)
  expect(takeable.map(({ name }) => name).sort()).toEqual(['Dice', 'Lamp'])
  expect(view.size).toBeGreaterThan(STARTERS.length)
})
