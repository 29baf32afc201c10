// The things of other nodes that people of here hold, by those nodes' last messages: to be listed, wherever
// somebody is. The world where they are tells of things in a hand.
import type { HeldLink } from '../../../shared/play/crossings/cargo.ts'
import { parseMemberId, parseNodeName, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import {
  OF_MEMBER,
  type TableChange,
  type RecordTables,
  type RecordTable,
} from '../../records/record-tables.ts'
import { LentList } from './transfer-records.ts'

export type LentThing = LentList['things'][number] & { readonly node: NodeName }

export async function openLent(tables: RecordTables): Promise<BorrowedThings> {
  return new BorrowedThings(await tables.table('lent-to', LentList, OF_MEMBER))
}

export class BorrowedThings {
  readonly #table: RecordTable<LentList>

  constructor(table: RecordTable<LentList>) {
    this.#table = table
  }

  /** All that somebody holds, of every node. */
  of(member: MemberId): readonly LentThing[] {
    return [...this.#table.entries()].flatMap(([key, { things }]) => {
      const [of, name = ''] = key.split(' ')
      const node = parseNodeName(name)
      return of === member && node !== null ? things.map((thing) => ({ ...thing, node })) : []
    })
  }

  /** The holder of this one, and its name; null: nobody. */
  holding(node: NodeName, loan: string): { readonly member: MemberId; readonly name: string } | null {
    for (const [key, { things }] of this.#table.entries()) {
      const [of = '', name] = key.split(' ')
      const member = parseMemberId(of)
      const thing = name === node ? things.find(({ id }) => id === loan) : undefined
      if (member !== null && thing !== undefined) return { member, name: thing.name }
    }
    return null
  }

  /** From now on they hold these of a node, and no others. */
  set(member: MemberId, node: NodeName, links: readonly HeldLink[]): TableChange {
    const key = `${member} ${node}`
    const things = links.map(({ id, name, of = null, since = null }) => ({ id, name, of, since }))
    return things.length === 0 ? this.#table.forget(key) : this.#table.set(key, { things })
  }

  /** They left for good. */
  forget(member: MemberId): readonly TableChange[] {
    const keys = [...this.#table.entries()].map(([key]) => key)
    return keys.filter((key) => key.startsWith(`${member} `)).map((key) => this.#table.forget(key))
  }

  /** They do not hold this one any more. */
  without(member: MemberId, node: NodeName, loan: string): readonly TableChange[] {
    const key = `${member} ${node}`
    const before = this.#table.get(key)
    if (before === null) return []
    const things = before.things.filter(({ id }) => id !== loan)
    return [things.length === 0 ? this.#table.forget(key) : this.#table.set(key, { things })]
  }
}
