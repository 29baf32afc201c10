// The database's own numbers for documents and members, remembered so that an append need not look them up.
import type { DatabaseSync } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import { missingWorld } from '../../store-faults.ts'
import { isPersonal, type DocumentKey } from '../../store.ts'

/** How many documents, and how many members, are remembered: about 2 MB. */
const REMEMBERED_MAX = 10_000

/** The number of no document. */
const NEVER_WRITTEN = 0

interface Keys {
  /** A document's number; throws WorldMissing. That of a personal log which was never written to is 0. */
  readonly document: (key: DocumentKey) => number
  /** The same, to write to it: a personal log is made. */
  readonly written: (key: DocumentKey) => number
  /** A member's number, a new one when it was never met. */
  readonly member: (id: MemberId) => number
  /** Forgets what may not be true any more, after a rollback or a deletion. */
  readonly forget: () => void
}

export function createKeys(database: DatabaseSync): Keys {
  const documents = new Map<string, number>()
  const members = new Map<MemberId, number>()
  const findDocument = database.prepare('SELECT key FROM documents WHERE world = ? AND kind = ?')
  const findMember = database.prepare('SELECT key FROM members WHERE id = ?')
  const addMember = database.prepare('INSERT INTO members (id) VALUES (?)')

  const addDocument = database.prepare('INSERT INTO documents (world, kind) VALUES (?, ?)')

  const document = ({ world, kind }: DocumentKey): number => {
    const name = `${world}/${kind}`
    const known = documents.get(name)
    if (known !== undefined) return known
    const found = findDocument.get(world, kind)
    if (found) return remember(documents, name, Number(found['key']))
    if (!isPersonal(kind) || !findDocument.get(world, 'scene')) throw missingWorld(world)
    return NEVER_WRITTEN
  }

  return {
    document,
    written(key) {
      const number = document(key)
      if (number !== NEVER_WRITTEN) return number
      const made = Number(addDocument.run(key.world, key.kind).lastInsertRowid)
      return remember(documents, `${key.world}/${key.kind}`, made)
    },
    member(id) {
      const known = members.get(id)
      if (known !== undefined) return known
      const key = findMember.get(id)?.['key'] ?? addMember.run(id).lastInsertRowid
      return remember(members, id, Number(key))
    },
    forget() {
      documents.clear()
      members.clear()
    },
  }
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, value: Value): Value {
  if (known.size >= REMEMBERED_MAX) known.clear()
  known.set(key, value)
  return value
}
