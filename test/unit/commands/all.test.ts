import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Command } from '../../../client/world/commands/command-types.ts'
import { isOfWriting } from '../../../client/screens/world/commands/available-commands.ts'

let commands: readonly Command[] = []

beforeAll(async () => {
  // The commands' modules look at this as they are loaded.
  vi.stubGlobal('location', new URL('http://inkland.test/w/ada/garden'))
  vi.stubGlobal('history', { state: null, replaceState: () => undefined })

  afterAll(() => void vi.unstubAllGlobals())
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }))
  commands = (await import('../../../client/screens/world/commands/all-commands.ts')).allCommands()
})

test('every command has a name of its own, and says in words what it does', () => {
  const ids = commands.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const titles = commands.filter(({ does }) => does.kind !== 'hand').map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  for (const title of titles) expect(title).toMatch(/^\p{Lu}[^!]*$/u)
})

test('no two commands want the same keys in the same place', () => {
  const taken = new Map<string, string>()
  for (const command of commands) {
    const { id, keys = [], does, keysOf, group, inText } = command
    if (does.kind === 'hand') continue
    for (const written of keys) {
      const isOfPage = keysOf === 'page' || inText === 'bare'
      // Escape leaves one thing at a time: each command's `when` says which one.
      if (isOfPage && written === 'Escape' && command.when !== undefined) continue
      const ofGroup = group === 'Walk' ? 'walk' : isOfWriting(command) ? 'write' : 'floor'
      // A thing has its keys while it is selected.
      const place = isOfPage ? 'page' : keysOf === 'thing' ? 'thing' : ofGroup
      const key = `${place} ${written}`
      expect(taken.get(key), `${key} is of ${id}, too`).toBeUndefined()
      if (place !== 'page') expect(taken.get(`floor ${written}`), `${key} is of ${id}, too`).toBeUndefined()
      taken.set(key, id)
    }
  }
  expect(taken.size).toBeGreaterThan(20)
})

test('what is done by hand is listed for its keys', () => {
  for (const { id, does, keys } of commands) if (does.kind === 'hand') expect(keys, id).not.toHaveLength(0)
})
