// Removing a world from a device takes all that the device has of it.
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, test, vi } from 'vitest'
import { parseAnyAddress, parseLineId, parseMemberId, parseWorldId } from '../../../shared/world/address.ts'
import { keepLines, keepLinesOf } from '../../../client/device/kept-lines.ts'
import { remember } from '../../../client/replica/storage/known-worlds.ts'
import { deviceOf, removeFromDevice } from '../../../client/session/person-device.ts'

afterEach(() => vi.unstubAllGlobals())

/** The used part of a browser's caches: paths and texts by the names of caches. */
function stubCaches() {
  const kept = new Map<string, Map<string, string>>()
  const answerOf = (text: string | undefined) => (text === undefined ? undefined : new Response(text))
  const cacheOf = (entries: Map<string, string>) => ({
    match: (path: string) => Promise.resolve(answerOf(entries.get(path))),
    put: async (path: string, response: Response) => void entries.set(path, await response.text()),
    delete: (path: string) => Promise.resolve(entries.delete(path)),
    keys: () => Promise.resolve(Array.from(entries.keys(), (path) => ({ url: `https://my.one${path}` }))),
  })
  vi.stubGlobal('caches', {
    open(name: string) {
      const entries = kept.get(name) ?? new Map<string, string>()
      kept.set(name, entries)
      return Promise.resolve(cacheOf(entries))
    },
    match: (path: string, { cacheName }: { cacheName: string }) =>
      Promise.resolve(answerOf(kept.get(cacheName)?.get(path))),
    delete: (name: string) => Promise.resolve(kept.delete(name)),
  })
  return () => [...kept.values()].flatMap((entries) => [...entries.keys()])
}

test('[R9] first lines of a world go with what the device has of it', async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  const paths = stubCaches()
  const member = parseMemberId('ada')!
  const garden = { id: parseWorldId('garden')!, line: parseLineId('one')! }
  await remember(deviceOf(member), {
    ...garden,
    address: parseAnyAddress('ada/garden')!,
    title: 'Garden',
    openedAt: 1,
  })
  await keepLinesOf(member)
  for (const name of ['garden', 'pond']) await keepLines(member, `/w/ada/${name}`, '<p>')
  expect(await removeFromDevice(member, garden.id, { asCopy: false })).toBe('removed')
  expect(paths()).toEqual(['/first-lines/member', '/w/ada/pond'])
})
