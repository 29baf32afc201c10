// The small world that is somebody's home.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseAddress } from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { initHome, type NewHome } from '../../../shared/starters/home-world.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { id } from './made.ts'

function homeOf(more: Partial<NewHome> = {}) {
  const scene = new Y.Doc()
  const home = { name: 'Ada', body: id('ada'), look: DEFAULT_AVATAR_LOOK, portal: null, ...more }
  initHome(scene, home, seededRandom(1).bytes)
  return createView(scene, null)
}

test('a home has a body that nobody takes away, two chairs, and a portal where there is somewhere to go', () => {
  const view = homeOf({ portal: parseAddress('inkland/welcome') })
  expect(view.title).toBe('Ada’s home')
  const things = [...view.artifacts()].filter((thing) => thing.host === view.root)
  expect(things.map(({ name }) => name).sort()).toEqual(['Ada', 'Chair', 'Chair', 'Portal'])
  expect(view.artifact(id('ada'))?.properties).toMatchObject({ pickable: false, pushable: false })
  expect(things.find(({ name }) => name === 'Portal')?.properties.portal).toBe('inkland/welcome')
})

test('without a welcome world there is no portal; the longest name gives a home', () => {
  const view = homeOf({ name: 'x'.repeat(40) })
  expect(view.on(view.root!)).toHaveLength(3)
})
