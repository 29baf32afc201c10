// All data of a node about an account, as a zip for its holder: their records, in JSON; their worlds, each as
// a file that a node can import and as a folder of Markdown; and a page that explains in plain words what is
// what.
import type * as Y from 'yjs'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import { artifactMaps } from '../../../shared/world/scene/scene.ts'
import { exportWorld, type ArchivedVersion } from '../../storage/archive/world-file.ts'
import type { Store, Stored } from '../../storage/store.ts'
import type { JsonValue } from '../../records/stored-record.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Account } from '../model/account-view.ts'
import type { Audit } from '../directory/audit-log.ts'
import type { AccountCodes } from '../sign-in/recovery-codes.ts'
import { readme, type LeftOutWorld } from './export-readme.ts'
import { ZipWriter } from './zip-writer.ts'
import type { HomeOrders } from '../directory/home-orders.ts'
import type { Groups } from '../groups/account-groups.ts'
import type { Invitations } from '../invitations/invitation-store.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { OidcLinks } from '../sign-in/oidc-links.ts'
import type { Passkeys } from '../sign-in/passkey-store.ts'
import type { Passwords } from '../sign-in/password-store.ts'
import type { Rights } from '../rights/world-rights.ts'
import type { AccountSessions } from '../sessions/account-sessions.ts'
import { nextTurn, type ServerClock } from '../../time/server-clock.ts'

/** Audit entries that are searched, latest first: reading more would keep others waiting for the disk. */
const DEEDS_READ_MAX = 200_000
const DEEDS_AT_ONCE = 1_000
/**
 * A larger world is not made into a folder, in bytes of the scene, and in things: that is one piece of work,
 * for which everybody waits. Measured: a tenth of a second for the bytes, and a fifth for the things.
 */
const FOLDER_SCENE_BYTES_MAX = 4 * 1024 * 1024
const FOLDER_THINGS_MAX = 3_000

/** Worlds in the zip: more than anybody has a right in. */
const WORLDS_MAX = 10_000

/** Records of somebody that concern other people and other nodes. Times are ms since 1970. */
export interface Beyond {
  /** People who were in a world with them, on any node. */
  readonly met: readonly { readonly account: string; readonly name: string; readonly metAt: number }[]
  /** Worlds of other nodes that they were in. */
  readonly worlds: readonly { readonly address: string; readonly title: string; readonly right: string }[]
  /** Things of other nodes that they hold. */
  readonly lent: readonly {
    readonly node: string
    readonly name: string
    readonly of: string | null
    readonly since: number | null
  }[]
  /** Things that they put down on other nodes, and that nobody knows yet to have arrived. */
  readonly sent: readonly { readonly node: string; readonly name: string; readonly since: number }[]
}

export interface DataSources {
  readonly store: Store
  readonly passwords: Pick<Passwords, 'has'>
  readonly passkeys: Pick<Passkeys, 'of'>
  readonly links: Pick<OidcLinks, 'of'>
  readonly codes: Pick<AccountCodes, 'left'>
  readonly signedIn: Pick<AccountSessions, 'of'>
  readonly invitations: Pick<Invitations, 'of'>
  readonly groups: Pick<Groups, 'of' | 'find' | 'membersOf'>
  readonly rights: Pick<Rights, 'rightOf' | 'stateOf' | 'concerning' | 'openWorlds'>
  /** The pictures of a world, each to be read when it is its turn. */
  readonly pictures: { archived(world: WorldId): readonly (() => Promise<Uint8Array | null>)[] }
  readonly versions: { of(world: WorldRecord): readonly ArchivedVersion[] }
  readonly audit: Pick<Audit, 'last'>
  readonly homeOrders: Pick<HomeOrders, 'of'>
  readonly beyond: (member: Member) => Promise<Beyond>
  /** A copy of a stored document, which the caller destroys; the work counts for `by`. */
  readonly read: (stored: Stored, by: string) => Promise<Y.Doc>
  /** The name of somebody who has an account here. */
  readonly wordOf: (member: MemberId) => string | null
  readonly clock: Pick<ServerClock, 'now' | 'soon'>
}

/** The zip, in pieces. */
export async function* accountData(sources: DataSources, account: Account): AsyncGenerator<Uint8Array> {
  const { store } = sources
  const zip = new ZipWriter()
  const person = await store.person(account.id)
  const member: Member = { id: account.id, name: null, session: null }
  const ids = new Set([...sources.rights.concerning(member), ...sources.rights.openWorlds])
  const all = await store.worldsBy([...ids], WORLDS_MAX)
  const own = all.filter(({ owner, id }) => owner === account.id || id === person?.home)
  const others = all.filter((world) => !own.includes(world))
  const known = {
    ...(await factsOf(sources, account)),
    worlds: own.map((world) => worldFacts(sources, world)),
    listOfWorlds: await orderFacts(sources, account),
    ...beyondFacts(await sources.beyond(member)),
  }
  const elsewhere = others.flatMap((world) => {
    const right = sources.rights.rightOf(member, world)
    return right === 'none' ? [] : [{ address: world.address, title: world.title, right }]
  })
  yield* zip.text(
    'account.json',
    json({ ...known, rightsElsewhere: elsewhere, deeds: await deedsOf(sources, account) }),
  )

  const leftOut: LeftOutWorld[] = []
  const names = new Set<string>()
  for (const world of own)
    leftOut.push(...(yield* worldFiles(sources, world, `worlds/${nameFor(world, names)}`, zip)))
  yield* zip.text('README.txt', readme(account, own.length, leftOut))
  yield* zip.end()
}

/** A world as the file that a node takes in again, and as a folder beside it; answers what did not fit. */
export async function* worldFiles(
  sources: Pick<DataSources, 'store' | 'pictures' | 'versions' | 'read' | 'clock'>,
  world: WorldRecord,
  path: string,
  zip: ZipWriter,
): AsyncGenerator<Uint8Array, readonly LeftOutWorld[]> {
  const { address, id } = world
  if (!zip.hasRoom) return [{ address, what: 'world' }]
  yield* zip.zipped(
    `${path}.inkland`,
    exportWorld(sources.store, world, {
      pictures: sources.pictures.archived(id),
      versions: sources.versions.of(world),
    }),
  )
  const isWhole = yield* folderOf(sources, world, path, zip)
  return isWhole ? [] : [{ address, what: 'folder' }]
}

async function factsOf(sources: DataSources, account: Account) {
  const { store, passwords, passkeys, links, codes, signedIn, invitations, clock } = sources
  const { id } = account
  const person = await store.person(id)
  return {
    writtenAt: time(clock.now()),
    account: {
      account: account.account,
      name: account.name,
      since: time(account.since),
      isAdmin: account.isAdmin,
      member: id,
      body: person?.body ?? null,
      look: person === null ? null : { ...person.look },
    },
    signIn: {
      hasPassword: passwords.has(id),
      recoveryCodesLeft: codes.left(id),
      passkeys: passkeys.of(id).map(({ name, since, usedAt, place }) => ({
        name,
        madeFor: place,
        since: time(since),
        usedAt: usedAt === null ? null : time(usedAt),
      })),
      elsewhere: links
        .of(id)
        .map(({ issuer, sub, since }) => ({ issuer, knownThereAs: sub, since: time(since) })),
    },
    sessions: signedIn.of(id).map(({ label, from, since, seenAt, by }) => ({
      browser: label,
      from,
      since: time(since),
      seenAt: time(seenAt),
      signedInBy: by,
    })),
    invitations: invitations.of(id).map(({ label, since, until, usesLeft, right }) => ({
      label,
      since: time(since),
      until: until === null ? null : time(until),
      usesLeft,
      right,
    })),
    groups: groupsOf(sources, id),
  }
}

/** How they arranged the list of their worlds. */
async function orderFacts({ store, homeOrders }: DataSources, { id }: Account) {
  const { sort, starred, folders } = homeOrders.of(id)
  const ids = new Set([...starred, ...folders.flatMap(({ worlds }) => worlds)])
  const found = await store.worldsBy([...ids], WORLDS_MAX)
  const addresses = new Map(found.map((world) => [world.id, world.address]))
  const named = (worlds: readonly WorldId[]) => worlds.flatMap((world) => addresses.get(world) ?? [])
  return {
    sortedBy: sort,
    starred: named(starred),
    folders: folders.map(({ name, worlds }) => ({ name, worlds: named(worlds) })),
  }
}

function groupsOf({ groups }: DataSources, id: MemberId) {
  return [...groups.of(id)].flatMap((group) => {
    const name = groups.find(group)?.name
    const since = groups.membersOf(group).find(({ member }) => member === id)?.since
    return name === undefined || since === undefined ? [] : [{ name, since: time(since) }]
  })
}

function worldFacts({ rights, groups, wordOf }: DataSources, world: WorldRecord) {
  const { people, groups: shared, everyone, public: anybody, links } = rights.stateOf(world)
  const { address, title, createdAt, changedAt, binnedAt } = world
  return {
    address,
    title,
    createdAt: time(createdAt),
    changedAt: time(changedAt),
    inTheBinSince: binnedAt === null ? null : time(binnedAt),
    sharedWith: {
      people: people.map(([member, right]) => ({ account: wordOf(member) ?? 'a guest', right })),
      groups: shared.flatMap(([id, right]) => {
        const group = groups.find(id)
        return group === null ? [] : [{ group: group.name, right }]
      }),
      everyone,
      public: anybody,
      links: links.map(({ label, right, people: came }) => ({ label, right, people: came })),
    },
  }
}

function beyondFacts({ met, worlds, lent, sent }: Beyond) {
  return {
    peopleMet: met.map(({ account, name, metAt }) => ({ account, name, metAt: time(metAt) })),
    worldsOfOtherNodes: worlds.map(({ address, title, right }) => ({ address, title, right })),
    lentToYou: lent.map(({ node, name, of, since }) => {
      return { name, by: of ?? node, since: since === null ? null : time(since) }
    }),
    onTheirWay: sent.map(({ node, name, since }) => ({ name, to: node, since: time(since) })),
  }
}

/** The audit entries of somebody's own acts, and of acts on their account. */
async function deedsOf({ audit }: DataSources, { id, account }: Account): Promise<JsonValue[]> {
  const found: JsonValue[] = []
  let before: string | null = null
  for (let read = 0; read < DEEDS_READ_MAX; read += DEEDS_AT_ONCE) {
    const deeds: Awaited<ReturnType<Audit['last']>> = await audit.last(before, DEEDS_AT_ONCE)
    for (const { who, what, to, at, more } of deeds) {
      if (who === id) found.push({ at: time(at), what, to, by: 'you', more })
      // The actor is not told: that is for the other person to tell.
      else if (to === account) found.push({ at: time(at), what, to, by: 'somebody else' })
    }
    before = deeds.at(-1)?.id ?? null
    if (deeds.length < DEEDS_AT_ONCE) break
  }
  return found
}

/** A world's pages as a folder; false when it is too large to be made into one here. */
async function* folderOf(
  sources: Pick<DataSources, 'store' | 'read' | 'clock'>,
  world: WorldRecord,
  folder: string,
  zip: ZipWriter,
): AsyncGenerator<Uint8Array, boolean> {
  const stored = await sources.store.open({ world: world.key, kind: 'scene' })
  const bytes = stored.tail.reduce((sum, row) => sum + row.bytes.length, stored.snapshot?.length ?? 0)
  if (bytes > FOLDER_SCENE_BYTES_MAX) return false
  const scene = await sources.read(stored, `data of ${world.owner}`)
  if (artifactMaps(scene).size > FOLDER_THINGS_MAX) return false
  const { files } = saveWorld(scene)
  scene.destroy()
  for (const { path, text } of files) {
    if (!zip.hasRoom) return false
    yield* zip.text(`${folder}/${path}`, text)
    // Others are served in between.
    await nextTurn(sources.clock)
  }
  return true
}

/** The name of a world in the zip: its address, which is nobody else's there. */
export function nameFor({ address }: WorldRecord, taken: Set<string>): string {
  const plain = address.replace('/', '-')
  let name = plain
  for (let number = 2; taken.has(name); number++) name = `${plain}-${number}`
  taken.add(name)
  return name
}

const time = (ms: number): string => new Date(ms).toISOString()

const json = (value: JsonValue): string => `${JSON.stringify(value, null, 2)}\n`
