// How a starter thing is made: with the things that it needs, in one step; some may be taken along.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { openTab } from '../../../test/unit/history/tabs.ts'
import { id, makeWorld } from '../../../test/unit/world/made.ts'
import { makeStarter } from './make-artifacts.ts'

test('[G18] a starter that is meant to be carried may be taken along, and no other; fixtures stay', () => {
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
  // Fixtures stay where they stand, whoever may act here.
  const fixtures = [...view.artifacts()].filter(
    ({ properties: { pickable, pushable } }) => !pickable && !pushable,
  )
  const names = [
    'Chest',
    'Clock',
    'Door',
    'Maze',
    'Musical box',
    'Poll',
    'Portal',
    'Portal',
    'Shopkeeper',
    'Sign',
  ]
  expect(fixtures.map(({ name }) => name).sort()).toEqual(names)
  expect(view.size).toBeGreaterThan(STARTERS.length)
})

test('a starter thing is selected, and told of, though a thing that it needs is refused', () => {
  const { view, undo, edit } = openTab(makeWorld().scene)
  const selected: unknown[] = []
  const world = { edit, undo, selection: { select: (one: unknown) => void selected.push(one) } }
  const [lamp] = STARTERS.filter(({ name }) => name === 'Lamp')
  const hosts = [view.root ?? id('root'), id('nowhere')]
  const made = lamp && makeStarter(world, lamp, () => ({ host: hosts.shift() ?? id('root'), x: 0, y: 0 }))
  expect([...view.artifacts()].map(({ id }) => id)).toContain(made)
  expect(selected).toEqual([made])
})

test('[U1] a starter thing goes as it came, with the things that it needs', () => {
  const { view, undo, edit } = openTab(makeWorld().scene)
  const before = view.size
  const [lamp] = STARTERS.filter(({ name }) => name === 'Lamp')
  const world = { edit, undo, selection: { select: () => undefined } }
  if (lamp) makeStarter(world, lamp, () => ({ host: view.root ?? id('root'), x: 0, y: 0 }))
  expect(view.size).toBe(before + 2)
  undo.undo()
  const here = [...view.artifacts()].filter(({ host }) => host === view.root)
  expect(here).toEqual([])
})
