// The list of worlds as its person arranged it: starred worlds first, then folders, then all others; drafts
// stand below their world, and go where it goes.
import { nodeOf } from '../../shared/world/address.ts'
import type { HomeOrder } from '../../shared/wire/api/home-order-bodies.ts'
import { titleOf } from '../words/place-words.ts'
import type { ListedWorld } from '../session/listed-worlds.ts'
import type { KeptOrder } from './home-order.ts'

/** A world, with its drafts below it, and theirs. */
export interface WorldFamily {
  readonly world: ListedWorld
  readonly drafts: readonly WorldFamily[]
}

export interface WorldShelf {
  readonly kind: 'starred' | 'folder' | 'rest'
  /** Null where there is one shelf alone. */
  readonly title: string | null
  readonly families: readonly WorldFamily[]
  /** A closed folder shows nothing of what is in it. */
  readonly isOpen: boolean
  /** Worlds of a folder that stand among the starred ones. */
  readonly starred: number
}

export const isElsewhere = ({ address }: ListedWorld): boolean => nodeOf(address) !== null

/** Of worlds that were searched for, all are shown, and no folder without any. */
export function arrangeWorlds(
  listed: readonly ListedWorld[],
  { order, facts, closed }: KeptOrder,
  isSearching: boolean,
): readonly WorldShelf[] {
  const { sort, folders } = order
  const known = new Map(facts.map((each) => [each.id, each]))
  // Without a network, this device says what it heard last.
  const worlds = listed.map((world) => ({
    ...world,
    draft: world.draft ?? known.get(world.id)?.draft ?? null,
  }))
  const changedAt = ({ id, changedAt }: ListedWorld) => changedAt ?? known.get(id)?.changedAt ?? null
  const families = sorted(familiesOf(worlds), sort, changedAt)
  const starred = new Set(order.starred)
  const folderOf = new Map(folders.flatMap(({ name, worlds }) => worlds.map((id) => [id, name])))
  const first = families.filter(({ world }) => starred.has(world.id))
  const others = families.filter(({ world }) => !starred.has(world.id))
  const inFolder = (name: string) => (family: WorldFamily) => folderOf.get(family.world.id) === name
  const arranged: readonly WorldShelf[] = [
    shelfOf('starred', 'Starred', first),
    ...folders
      .toSorted((one, other) => NAMES.compare(one.name, other.name))
      .map(({ name }) => ({
        ...shelfOf('folder', name, others.filter(inFolder(name))),
        isOpen: isSearching || !closed.includes(name),
        starred: first.filter(inFolder(name)).length,
      })),
  ]
  const shown = arranged.filter(
    ({ kind, families }) => families.length > 0 || (kind === 'folder' && !isSearching),
  )
  const rest = others.filter(({ world }) => !folderOf.has(world.id))
  return [...shown, ...restShelves(rest, shown.length === 0)]
}

const NAMES = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const shelfOf = (
  kind: WorldShelf['kind'],
  title: string | null,
  families: readonly WorldFamily[],
): WorldShelf => ({ kind, title, families, isOpen: true, starred: 0 })

/**
 * One's own worlds, then those of others here, then those of other nodes; without a heading where there is
 * one kind alone, and nothing else on the list.
 */
function restShelves(families: readonly WorldFamily[], isAll: boolean): readonly WorldShelf[] {
  const elsewhere = families.filter(({ world }) => isElsewhere(world))
  const here = families.filter(({ world }) => !isElsewhere(world))
  const mine = here.filter(({ world: { right } }) => right === null || right === 'own')
  const others = here.filter(({ world: { right } }) => right !== null && right !== 'own')
  if (isAll && others.length + elsewhere.length === 0) return [shelfOf('rest', null, families)]
  // In an open node all worlds are everybody's.
  const isOpen = mine.every(({ world: { right } }) => right === null)
  return [
    shelfOf('rest', isOpen ? 'Here' : 'Mine', mine),
    shelfOf('rest', 'Shared with me', others),
    shelfOf('rest', 'Elsewhere', elsewhere),
  ].filter(({ families }) => families.length > 0)
}

/** A draft whose world is not on the list stands by itself. */
function familiesOf(worlds: readonly ListedWorld[]): readonly WorldFamily[] {
  const addresses = new Set(worlds.map(({ address }) => address))
  const isBelow = ({ draft }: ListedWorld): boolean => draft?.of != null && addresses.has(draft.of)
  const drafts = Map.groupBy(worlds.filter(isBelow), ({ draft }) => draft?.of)
  const familyOf = (world: ListedWorld): WorldFamily => ({
    world,
    drafts: (drafts.get(world.address) ?? []).map(familyOf),
  })
  return worlds.filter((world) => !isBelow(world)).map(familyOf)
}

/** A world is as new as the newest of its drafts; equals stay as the server has them. */
function sorted(
  families: readonly WorldFamily[],
  sort: HomeOrder['sort'],
  changedAt: (world: ListedWorld) => number | null,
): readonly WorldFamily[] {
  function timeOf({ world, drafts }: WorldFamily): number {
    return Math.max((sort === 'opened' ? world.openedAt : changedAt(world)) ?? 0, ...drafts.map(timeOf))
  }
  const compare = (one: WorldFamily, other: WorldFamily): number =>
    sort === 'name' ? NAMES.compare(nameOf(one), nameOf(other)) : timeOf(other) - timeOf(one)
  return families
    .map(({ world, drafts }) => ({ world, drafts: sorted(drafts, sort, changedAt) }))
    .toSorted(compare)
}

const nameOf = ({ world: { title, address, draft } }: WorldFamily): string =>
  `${titleOf(title, address)} ${draft?.title ?? ''}`

const sizeOf = ({ drafts }: WorldFamily): number => drafts.reduce((sum, each) => sum + sizeOf(each), 1)

/** So many lines of the list, each family whole, and how many lines are left. */
export function firstLines(
  shelves: readonly WorldShelf[],
  most: number,
): { readonly shelves: readonly WorldShelf[]; readonly left: number } {
  let room = most
  let left = 0
  function fits(family: WorldFamily): boolean {
    const size = sizeOf(family)
    const isShown = room > 0
    if (isShown) room -= size
    else left += size
    return isShown
  }
  const shown = shelves.flatMap((shelf) => {
    if (!shelf.isOpen || shelf.families.length === 0) return [shelf]
    const families = shelf.families.filter(fits)
    return families.length === 0 ? [] : [{ ...shelf, families }]
  })
  return { shelves: shown, left }
}
