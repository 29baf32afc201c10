// The words of worlds that were open on this device, so that they are found without a network. What is lost
// of them is written again when the world is opened.
import { equalityDeep } from 'lib0/function'
import { foldText } from '../../shared/search/folded-text.ts'
import { passageOf } from '../../shared/search/passage.ts'
import { FOUND_MAX, type FoundPlace } from '../../shared/wire/search/found-places.ts'
import {
  foreignPartsOf,
  parseArtifactId,
  type ArtifactId,
  type LineId,
  type WorldId,
} from '../../shared/world/address.ts'
import type { Host } from '../../shared/world/place.ts'
import { answer, deleteAll } from '../replica/storage/database.ts'
import type { Device } from '../replica/storage/device.ts'
import { knownWorlds } from '../replica/storage/known-worlds.ts'
import { createDeviceCache } from './device-cache.ts'

const { within, forget } = createDeviceCache('words')

export { forget as forgetWords }

/** A thing as it is found again. */
export interface KeptThing {
  readonly thing: ArtifactId
  readonly host: Host | null
  readonly name: string
  readonly page: string
}

interface KeptWords extends KeptThing {
  readonly key: readonly [WorldId, ArtifactId]
  readonly world: WorldId
  readonly line: LineId
  readonly folded: string
}

/**
 * Keeps the words of some things of a world, and drops those of others, and of an earlier line. Never
 * rejects.
 */
export async function keepWords(
  device: Device,
  { id: world, line }: { readonly id: WorldId; readonly line: LineId },
  things: readonly KeptThing[],
  gone: readonly ArtifactId[],
): Promise<void> {
  const rows = things.map((each): KeptWords => ({
    ...each,
    key: [world, each.thing],
    world,
    line,
    folded: foldText(`${each.name}\n${each.page}`),
  }))
  const work = within(device, async (store) => {
    const [first] = await rowsOf(store, world, 1)
    if (first !== undefined && first.line !== line) await deleteAll(store, 'world', world)
    const kept = await Promise.all(rows.map(({ key }) => answer<unknown>(store.get([...key]))))
    await Promise.all([
      // Whoever opens a world has all of its words read: those alone are written that are others.
      ...rows.filter((row, at) => !equalityDeep(row, kept[at])).map((row) => answer(store.put(row))),
      ...gone.map((thing) => answer(store.delete([world, thing]))),
    ])
  })
  await work.catch(() => undefined)
}

/** The things whose words are kept of a world. Never rejects. */
export async function keptThings(device: Device, world: WorldId): Promise<readonly ArtifactId[]> {
  const keys = within(device, (store) => answer(store.index('world').getAllKeys(world)))
  return (await keys.catch(() => [])).flatMap(
    (key) => parseArtifactId(Array.isArray(key) ? key[1] : null) ?? [],
  )
}

/** Things of the worlds on this device that have all the words, names first. Never rejects. */
export async function findKeptWords(
  device: Device,
  words: readonly string[],
): Promise<readonly FoundPlace[]> {
  const inNames: FoundPlace[] = []
  const inPages: FoundPlace[] = []
  for (const { id, address, title } of await knownWorlds(device)) {
    const rows = await within(device, (store) => rowsOf(store, id)).catch(() => [])
    const hosts = new Map(rows.map(({ thing, host }) => [thing, host]))
    for (const { thing, name, page, folded } of rows) {
      if (!words.every((word) => folded.includes(word))) continue
      const node = foreignPartsOf(address)?.node ?? null
      const isInName = words.every((word) => foldText(name).includes(word))
      const place = {
        world: { address, title, draft: null, node },
        thing,
        name,
        isInLimbo: isInLimbo(hosts, thing),
        passage: passageOf(page, words),
      }
      if (isInName) inNames.push(place)
      else inPages.push(place)
    }
    if (inNames.length >= FOUND_MAX) break
  }
  return [...inNames, ...inPages].slice(0, FOUND_MAX)
}

function isInLimbo(hosts: ReadonlyMap<ArtifactId, Host | null>, thing: ArtifactId): boolean {
  const passed = new Set<Host>()
  let host: Host | null | undefined = hosts.get(thing)
  while (host !== null && host !== 'limbo' && host !== undefined && !passed.has(host)) {
    passed.add(host)
    host = hosts.get(host)
  }
  return host === 'limbo'
}

/** At most so many. */
const rowsOf = (store: IDBObjectStore, world: WorldId, most?: number): Promise<KeptWords[]> =>
  answer(store.index('world').getAll(world, most) as IDBRequest<KeptWords[]>)
