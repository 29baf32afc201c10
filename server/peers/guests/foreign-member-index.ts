// The records of people of other nodes, and how they are found: by their id on their node, and by their name
// there.
import { z } from 'zod'
import {
  foreignAccountOf,
  parseMemberId,
  type AccountName,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import type { RecordTable } from '../../records/record-tables.ts'
import { accountName, memberId, nodeName } from '../../records/record-shapes.ts'
import type { Foreigner } from './foreign-member.ts'

/** Under the member's id. */
export const ForeignerRecord = z.object({
  node: nodeName,
  /** Without the node. */
  account: accountName,
  name: z.string(),
  subject: memberId.nullable(),
  /** When they were seen here last, or named, to the day, in ms since 1970; older records do not say. */
  seenAt: z.number().nullable().default(null),
})
export type ForeignerRecord = z.infer<typeof ForeignerRecord>

/** Finds members by their id and name on their node. */
export function indexOf(table: RecordTable<ForeignerRecord>) {
  const subjects = new Map<string, MemberId>()
  const names = new Map<string, MemberId>()
  const counts = new Map<NodeName, number>()

  table.watch((text, now, before) => {
    const id = parseMemberId(text)
    if (id === null) return
    if (before !== null) {
      drop(subjects, `${before.node} ${before.subject}`, id)
      drop(names, `${before.node} ${before.account}`, id)
      counts.set(before.node, (counts.get(before.node) ?? 1) - 1)
    }
    if (now === null) return
    if (now.subject !== null) subjects.set(`${now.node} ${now.subject}`, id)
    names.set(`${now.node} ${now.account}`, id)
    counts.set(now.node, (counts.get(now.node) ?? 0) + 1)
  })

  return {
    of: (node: NodeName, subject: MemberId) => subjects.get(`${node} ${subject}`) ?? null,
    named: (node: NodeName, account: AccountName) => names.get(`${node} ${account}`) ?? null,
    countOf: (node: NodeName) => counts.get(node) ?? 0,
    foreigner(id: MemberId | null): Foreigner | null {
      const record = id && table.get(id)
      if (id === null || record === null) return null
      const { node, account, name, subject } = record
      return { id, node, account: foreignAccountOf(account, node), name, subject }
    },
  }
}

/** A name may be another's by now: changes of one transaction come one after the other. */
function drop(ids: Map<string, MemberId>, key: string, id: MemberId): void {
  if (ids.get(key) === id) ids.delete(key)
}
