// How people arranged the list of their worlds. It is theirs alone, and the same on all their devices.
import { z } from 'zod'
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import {
  FILED_MAX,
  FOLDERS_MAX,
  PLAIN_ORDER,
  STARRED_MAX,
  type HomeOrder,
  type HomeOrderChange,
} from '../../../shared/wire/api/home-order-bodies.ts'
import { worldId } from '../../records/record-shapes.ts'
import { OF_MEMBER, type RecordTables } from '../../records/record-tables.ts'
import type { Store } from '../../storage/store.ts'
import { AccountRefusal } from '../model/account-refusal.ts'

/** Under the member's id. */
const OrderRecord = z.object({
  sort: z.enum(['changed', 'opened', 'name']),
  starred: z.array(worldId),
  folders: z.array(z.object({ name: z.string(), worlds: z.array(worldId) })),
})

const tooMany = (sentence: string): AccountRefusal => new AccountRefusal('bound', sentence)
const STARRED_MANY = tooMany(`You can star ${STARRED_MAX} worlds. Take the star from another one first.`)
const FOLDERS_MANY = tooMany(`You can have ${FOLDERS_MAX} folders. Remove one first.`)
const FILED_MANY = tooMany(`There can be ${FILED_MAX} worlds in your folders. Take one out first.`)
const NAME_TAKEN = new AccountRefusal(
  'taken',
  'You have a folder with that name already. Choose another one.',
)

export interface HomeOrders {
  of(member: MemberId): HomeOrder
  /** Throws Refused where it would be more than somebody can have. */
  change(member: MemberId, change: HomeOrderChange): Promise<HomeOrder>
  forget(member: MemberId): Promise<void>
}

export async function openHomeOrders(
  tables: RecordTables,
  store: Pick<Store, 'worldsBy'>,
): Promise<HomeOrders> {
  const table = await tables.table('home-order', OrderRecord, OF_MEMBER)
  const of = (member: MemberId): HomeOrder => table.get(member) ?? PLAIN_ORDER

  /** Those that are gone for good: nobody could take them out of a list any more. */
  async function goneFrom({ starred, folders }: HomeOrder): Promise<ReadonlySet<WorldId>> {
    const listed = new Set([...starred, ...folders.flatMap(({ worlds }) => worlds)])
    if (listed.size === 0) return listed
    const here = await store.worldsBy([...listed], listed.size)
    for (const { id } of here) listed.delete(id)
    return listed
  }

  return {
    of,
    async change(member, change) {
      const gone = await goneFrom(of(member))
      await tables.change(() => [table.set(member, changedOrder(without(gone, of(member)), change))])
      return of(member)
    },
    async forget(member) {
      await tables.change(() => (table.get(member) === null ? [] : [table.forget(member)]))
    },
  }
}

/** Throws Refused as `HomeOrders.change` does. */
function changedOrder(order: HomeOrder, change: HomeOrderChange): HomeOrder {
  const { starred, folders } = order
  switch (change.do) {
    case 'sort':
      return { ...order, sort: change.by }
    case 'star':
      if (starred.includes(change.world)) return order
      if (starred.length >= STARRED_MAX) throw STARRED_MANY
      return { ...order, starred: [...starred, change.world] }
    case 'unstar':
      return { ...order, starred: starred.filter((world) => world !== change.world) }
    case 'file':
      return { ...order, folders: filed(folders, change.world, change.folder) }
    case 'makeFolder':
      if (folders.some(({ name }) => name === change.folder)) throw NAME_TAKEN
      return { ...order, folders: withFolder(folders, change.folder) }
    case 'renameFolder':
      if (change.name !== change.folder && folders.some(({ name }) => name === change.name)) throw NAME_TAKEN
      return {
        ...order,
        folders: folders.map((each) => (each.name === change.folder ? { ...each, name: change.name } : each)),
      }
    case 'removeFolder':
      return { ...order, folders: folders.filter(({ name }) => name !== change.folder) }
  }
  return change satisfies never
}

type Folders = HomeOrder['folders']

/** With a world in one folder, or in none (null). */
function filed(folders: Folders, world: WorldId, into: string | null): Folders {
  const others = withoutWorlds(folders, new Set([world]))
  if (into === null) return others
  const count = others.reduce((sum, { worlds }) => sum + worlds.length, 0)
  if (count >= FILED_MAX) throw FILED_MANY
  return withFolder(others, into).map(({ name, worlds }) => ({
    name,
    worlds: name === into ? [...worlds, world] : worlds,
  }))
}

function withFolder(folders: Folders, name: string): Folders {
  if (folders.some((folder) => folder.name === name)) return folders
  if (folders.length >= FOLDERS_MAX) throw FOLDERS_MANY
  return [...folders, { name, worlds: [] }]
}

const without = (gone: ReadonlySet<WorldId>, { sort, starred, folders }: HomeOrder): HomeOrder => ({
  sort,
  starred: starred.filter((world) => !gone.has(world)),
  folders: withoutWorlds(folders, gone),
})

const withoutWorlds = (folders: Folders, gone: ReadonlySet<WorldId>): Folders =>
  folders.map(({ name, worlds }) => ({ name, worlds: worlds.filter((world) => !gone.has(world)) }))
