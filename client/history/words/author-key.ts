import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import { nodeOf, parseAnyAccount, type NodeName } from '../../../shared/world/address.ts'

/** Everybody who came from one node. */
interface NodeAuthors {
  readonly kind: 'node'
  readonly name: NodeName
}

/** What sessions can be narrowed to. */
export type Narrowing = HistoryAuthor | NodeAuthors

/** Names one author among others. */
export const authorKey = (author: Narrowing): string =>
  `${author.kind}:${author.kind === 'node' ? author.name : (author.account ?? author.id ?? author.name)}`

/** The node that an author came from; null: this one, or none. */
export function authorNode({ account = '' }: HistoryAuthor): NodeName | null {
  const known = parseAnyAccount(account)
  return known && nodeOf(known)
}

/** Whether an author is the one who is asked for, or one of them. */
export const isOneOf = (asked: Narrowing, author: HistoryAuthor): boolean =>
  asked.kind === 'node' ? authorNode(author) === asked.name : authorKey(author) === authorKey(asked)
