// A person who may only act has the commands of a walker, and none that edits.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type * as All from '../../../client/screens/world/commands/all-commands.ts'
import type * as Fit from '../../../client/screens/world/commands/available-commands.ts'
import type * as ModeStore from '../../../client/world/play/mode.ts'
import { parseAddress } from '../../../shared/world/address.ts'

let all: typeof All
let fit: typeof Fit
let modes: typeof ModeStore

beforeAll(async () => {
  // The commands' modules look at this as they are loaded.
  vi.stubGlobal('location', new URL('http://inkland.test/w/ada/garden'))
  vi.stubGlobal('history', { state: null, replaceState: () => undefined })

  afterAll(() => void vi.unstubAllGlobals())
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }))
  all = await import('../../../client/screens/world/commands/all-commands.ts')
  fit = await import('../../../client/screens/world/commands/available-commands.ts')
  modes = await import('../../../client/world/play/mode.ts')
})

const idsFor = (mode: ModeStore.Mode, right: 'act' | 'edit'): readonly string[] =>
  all
    .allCommands()
    .filter((command) => fit.fits(command, { mode, right }))
    .map(({ id }) => id)

test('who may only act finds no command that edits', () => {
  const ids = idsFor('walk', 'act')
  const edits = ['kneel', 'undo', 'redo', 'title', 'rename', 'put-away', 'paste', 'make', 'write', 'outline']
  for (const id of [...edits, 'inspector', 'limbo', 'reset', 'pause', 'keep', 'try', 'bring-files'])
    expect(ids, id).not.toContain(id)
  for (const id of [
    'walk-use',
    'walk-hold',
    'walk-push',
    'walk-in',
    'walk-leave',
    'walk-say',
    'find',
    'keys',
  ])
    expect(ids, id).toContain(id)
})

test('who walks does not press keys of who writes, and the other way round', () => {
  expect(idsFor('walk', 'edit')).not.toContain('select-all')
  expect(idsFor('walk', 'edit')).toContain('kneel')
  expect(idsFor('write', 'edit')).toContain('select-all')
  expect(idsFor('write', 'edit')).toContain('walk')
  expect(idsFor('write', 'edit')).not.toContain('walk-push')
})

test('editors begin in write, and a tab keeps the mode of each world; who may not edit walks, who may not act looks', () => {
  const [garden, home] = [parseAddress('ada/garden'), parseAddress('ada/home')]
  if (garden === null || home === null) throw new Error('no address')
  expect(modes.modeIn(garden, 'edit')).toBe('write')
  modes.setMode(garden, 'walk')
  expect(modes.modeIn(garden, 'own')).toBe('walk')
  expect(modes.modeIn(home, 'edit')).toBe('write')
  expect(modes.modeIn(home, 'act')).toBe('walk')
  modes.setMode(home, 'write')
  expect(modes.modeIn(home, 'see')).toBe('look')
})
