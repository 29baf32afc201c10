// How a connection comes into a room: the target of its path, whether its member may come in, and the words
// when they may not, or when the world cannot be opened.
import { nodeOf, parseAnyAddress, type Address } from '../../shared/world/address.ts'
import { atLeast, type Right } from '../../shared/world/rights.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../contracts/request-member.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { Damaged, StoreFault, WorldMissing, type DocumentKind } from '../storage/store.ts'
import type { Connection } from './connection/connection.ts'
import { NOT_OPEN } from './connection/connection-place.ts'
import { OutOfMemory } from './document/memory-budget.ts'
import type { ClosedToMember, ForeignScenes, RefusedWork } from './following/foreign-scenes.ts'
import type { OpenRooms } from './open-rooms.ts'
import { OwnedElsewhere } from './room-opening.ts'
import type { DocumentRoom } from './rooms/document-room.ts'
import { RoomClosed } from './rooms/room-events.ts'

const BEGUN_ANEW = 'This world was just restored. It is being opened again.'
const GONE_MEANWHILE = 'This world was just removed. Looking for it again.'

interface EntryOptions {
  readonly rooms: Pick<OpenRooms, 'find' | 'enter' | 'enterLayeredScene'>
  readonly rightOf: (member: Member, world: WorldRecord) => Right
  readonly foreign: ForeignScenes | undefined
}

/**
 * Brings a connection into the room that it asks for, or closes it. Rejects where the world cannot be opened.
 */
export async function enterRoom(
  connection: Connection,
  { address, kind }: ConnectionTarget,
  { rooms, rightOf, foreign }: EntryOptions,
): Promise<void> {
  const { member } = connection
  const found = await rooms.find(address, member)
  if (found !== null && 'code' in found) return connection.close(found.code, found.reason)
  if (found === null || !atLeast(rightOf(member, found), 'see')) {
    return connection.close(NOT_OPEN.code, NOT_OPEN.reason)
  }
  if (found.binnedAt !== null) return connection.close(CLOSE.binned, 'This world is in the bin.')
  // A client of ours goes there; a stock one knows no other way, and is led on.
  if (found.address !== address && connection.isInkland)
    return connection.close(CLOSE.moved, `This world has moved to ${found.address}.`)
  connection.place.world = found
  if (foreign === undefined || nodeOf(found.address) === null || kind === 'live') {
    return rooms.enter(found, kind, (room) => comeIn(connection, found, room))
  }
  await enterLayeredScene(foreign, connection, found, rooms)
}

/** Somebody comes to their layered scene in another node's world. */
async function enterLayeredScene(
  foreign: ForeignScenes,
  connection: Connection,
  world: WorldRecord,
  rooms: EntryOptions['rooms'],
): Promise<void> {
  const { member } = connection
  const line = foreign.lineOf(world, member.id)
  const undone = await foreign.undoneOf(world, member.id)
  await rooms.enterLayeredScene(world, member.id, (layered) => {
    if (foreign.lineOf(world, member.id) === line) return comeIn(connection, world, layered, undone)
    // An edit was undone meanwhile: its writer is told of it at the next connection.
    connection.close(CLOSE.fault, BEGUN_ANEW)
  })
  if (connection.isOpen) foreign.came(world, member)
}

/** Somebody enters a room, unless the world has become another one since it was found for them. */
function comeIn(
  connection: Connection,
  found: WorldRecord,
  room: DocumentRoom,
  undone: readonly RefusedWork[] = [],
): void {
  const { id, line } = room.world
  if (id === found.id && line === found.line) return connection.enter(room, undone)
  connection.close(CLOSE.fault, BEGUN_ANEW)
}

/** The words for a world that could not be opened; a fault is worth a line in the log. */
export function whyNotOpened(error: unknown): ClosedToMember & { readonly isFault: boolean } {
  // A copy of another node's world was thrown away while somebody came in: the next try fetches it anew.
  if (error instanceof WorldMissing) return { code: CLOSE.fault, reason: GONE_MEANWHILE, isFault: false }
  if (error instanceof RoomClosed) return { code: CLOSE.fault, reason: error.message, isFault: false }
  if (error instanceof OutOfMemory) return { code: CLOSE.disk, reason: error.message, isFault: false }
  if (error instanceof OwnedElsewhere) return { code: CLOSE.fault, reason: error.message, isFault: false }
  if (error instanceof Damaged) return { code: CLOSE.disk, reason: error.message, isFault: true }
  if (error instanceof StoreFault) {
    return { code: CLOSE.disk, reason: 'This node cannot read its disk right now.', isFault: true }
  }
  return { code: CLOSE.fault, reason: 'This world could not be opened.', isFault: true }
}

/** The target of a connection. */
interface ConnectionTarget {
  readonly address: Address
  readonly kind: DocumentKind
}

/** Whether it is the scene of another node's world. */
export const isLayeredScene = ({ address, kind }: ConnectionTarget): boolean =>
  kind === 'scene' && nodeOf(address) !== null

/** Reads `ACCOUNT/WORLD` and `ACCOUNT/WORLD/live`, percent-encoded; the account may be of another node. */
export function parseTarget(path: string): ConnectionTarget | null {
  const parts = path.split('/').map(decode)
  const [account, world, live, ...rest] = parts
  if (account == null || world == null || rest.length > 0) return null
  if (live !== undefined && live !== 'live') return null
  const address = parseAnyAddress(`${account}/${world}`)
  return address && { address, kind: live === undefined ? 'scene' : 'live' }
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
