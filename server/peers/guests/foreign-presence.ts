// Who of other nodes is known here, and may be here now. Rights rest on it, so it is opened before them.
import type { MemberId, NodeName } from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { RecordTable, RecordTables } from '../../records/record-tables.ts'
import { ForeignerRecord, indexOf } from './foreign-member-index.ts'

/**
 * How long somebody may stay after their node's last voucher has ended, in ms: their node vouches anew with
 * each request for them, and else every so often.
 */
export const STAY_MS = 25 * 60_000

/** Their node signs in their name again, and they come back. */
const NOT_VOUCHED = { code: CLOSE.signIn, reason: 'Your own node has not confirmed lately that this is you.' }
const NOT_JOINED = { code: CLOSE.right, reason: 'People from your node can no longer come here.' }

export interface ForeignPresence {
  readonly table: RecordTable<ForeignerRecord>
  readonly index: ReturnType<typeof indexOf>
  /** Whether a member of another node may be here now: their node may come, and vouched for them lately. */
  isHere(member: Member): boolean
  /** The words for a person of another node who may not be here; null: they may, or are no such person. */
  whyNotHere(member: Member): { readonly code: number; readonly reason: string } | null
  /** The node that a member is of; null: this one. */
  nodeOf(id: MemberId): NodeName | null
  /** Their node vouches for somebody until then. */
  vouched(id: MemberId, until: number): void
  /** Whether somebody may be here still by their node's last voucher. */
  isVouched(id: MemberId): boolean
  /** Nobody of a node is here any more, until it vouches for them again. */
  doubt(node: NodeName): void
}

export async function openForeignPresence(options: {
  readonly tables: RecordTables
  readonly clock: { now(): number }
  readonly mayCome: (node: NodeName) => boolean
}): Promise<ForeignPresence> {
  const { tables, clock, mayCome } = options
  const table = await tables.table('foreigner', ForeignerRecord)
  const index = indexOf(table)
  /** Until when somebody may be here. */
  const until = new Map<MemberId, number>()
  const isVouched = (id: MemberId): boolean => (until.get(id) ?? 0) > clock.now()

  function isHere({ id, kind }: Member): boolean {
    const node = kind === 'peer' ? table.get(id)?.node : undefined
    return node !== undefined && mayCome(node) && isVouched(id)
  }

  return {
    table,
    index,
    isHere,
    whyNotHere(member) {
      if (member.kind !== 'peer' || isHere(member)) return null
      const node = table.get(member.id)?.node
      return node !== undefined && mayCome(node) ? NOT_VOUCHED : NOT_JOINED
    },
    nodeOf: (id) => index.foreigner(id)?.node ?? null,
    vouched(id, at) {
      until.delete(id)
      until.set(id, at + STAY_MS)
      forgetOver(until, clock.now())
    },
    isVouched,
    doubt(node) {
      for (const id of until.keys()) if (table.get(id)?.node === node) until.delete(id)
    },
  }
}

/** The person who came longest ago is first. */
function forgetOver(until: Map<MemberId, number>, now: number): void {
  for (const [id, end] of until) {
    if (end > now) return
    until.delete(id)
  }
}
