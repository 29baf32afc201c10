// Renaming by a person: with the links that show the name, in one step of undo.
import { expect, test } from 'vitest'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { openTab } from '../../../test/unit/history/tabs.ts'
import { id, make, makeWorld } from '../../../test/unit/world/made.ts'
import { nameThing, nameWorld } from './act.ts'

test('[U1] [F23] a rename and the links that followed it are taken back in one step, and done again', async () => {
  const made = makeWorld()
  make(made, 'lamp')
  createArtifact(made, {
    id: id('door'),
    name: 'Door',
    place: { host: id('root'), x: 0, y: 0 },
    text: '[lamp](#lamp) [[lamp]] [light](#lamp) [Garden](#root)',
  })
  const { view, undo, edit } = openTab(made.scene)
  const told = () => [view.artifact(id('lamp'))?.name, view.title, pageOf(view, id('door'))]
  const before = ['lamp', 'Garden', '[lamp](#lamp) [[lamp]] [light](#lamp) [Garden](#root)']
  expect(told()).toEqual(before)
  expect(await nameThing({ edit, undo }, id('lamp'), 'Moon')).toBe(true)
  const named = ['Moon', 'Garden', '[Moon](#lamp) [[Moon]] [light](#lamp) [Garden](#root)']
  expect(told()).toEqual(named)
  expect(await nameWorld({ edit, undo }, 'Park')).toBe(true)
  expect(told()).toEqual(['Moon', 'Park', '[Moon](#lamp) [[Moon]] [light](#lamp) [Park](#root)'])
  undo.undo()
  expect(told()).toEqual(named)
  undo.undo()
  expect(told()).toEqual(before)
  undo.redo()
  expect(told()).toEqual(named)
})
