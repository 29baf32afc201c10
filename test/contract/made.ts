// Worlds, updates and members for the stores' tests.
import * as Y from 'yjs'
import {
  ANONYMOUS,
  parseAnyAddress,
  parseLineId,
  parseMemberId,
  parseWorldId,
  type Address,
  type MemberId,
} from '../../shared/world/address.ts'
import type {
  Append,
  DocumentKey,
  DocumentKind,
  NewWorldRecord,
  ProcessId,
  Store,
} from '../../server/storage/store.ts'
import type { WorldKey, WorldRecord } from '../../server/contracts/world-record.ts'

export const ada = parseMemberId('ada')!
export const bob = parseMemberId('bob')!
export const nobody: MemberId = ANONYMOUS

export const at = (address: string): Address => parseAnyAddress(address)!

export function newWorld(name: string, more: Partial<NewWorldRecord> = {}): NewWorldRecord {
  return {
    id: parseWorldId(`id-${name}`)!,
    line: parseLineId(`line-${name}`)!,
    address: at(`ada/${name}`),
    title: name,
    at: 1000,
    scene: [],
    ...more,
  }
}

export async function makeWorld(
  store: Store,
  name: string,
  more?: Partial<NewWorldRecord>,
): Promise<WorldRecord> {
  const world = await store.create(newWorld(name, more))
  if (!world) throw new Error(`There is a world ${name} already.`)
  return world
}

export const documentOf = (world: WorldRecord, kind: DocumentKind = 'scene'): DocumentKey => ({
  world: world.key,
  kind,
})

export const processOf = (name: string): ProcessId => name as ProcessId

/** The lease of a world that is free, for a process that joins the others if it has not yet; its epoch. */
export async function takeLease(store: Store, world: WorldKey, name = 'one'): Promise<number> {
  await store.join(processOf(name))
  const epoch = await store.lease(world, processOf(name))
  if (epoch === null) throw new Error(`World ${world} is owned by another process.`)
  return epoch
}

/** Ends a process as somebody does who has not heard of it for a lease. */
export async function expelNamed(store: Store, name: string): Promise<void> {
  const known = (await store.processes()).find(({ process }) => process === name)
  if (known !== undefined) await store.expel(known.process, known.beat)
}

/** One update whose bytes say which it is; they mean nothing to Yjs. */
export function update(document: DocumentKey, mark: number, more: Partial<Append> = {}): Append {
  return { document, bytes: Uint8Array.of(mark), member: ada, at: 1000 + mark, claims: [], ...more }
}

/** The typing of one client in a text, one update for each letter. */
export function typed(client: number, letters: string): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => updates.push(bytes))
  const text = doc.getText('text')
  for (const letter of letters) text.insert(text.length, letter)
  return updates
}

/** The text that updates make together. */
export function textOf(updates: Iterable<Uint8Array>): string {
  const doc = new Y.Doc()
  for (const bytes of updates) Y.applyUpdate(doc, bytes)
  return doc.getText('text').toJSON()
}

/** Appends updates one by one and answers their sequences. */
export async function appendAll(store: Store, updates: readonly Append[]): Promise<number[]> {
  const sequences = await Promise.all(updates.map((each) => store.append([each])))
  return sequences.flat()
}
