// The database's own numbers for documents and members, remembered so that an append need not look them up.
import type { DatabaseSync } from 'node:sqlite'
import type { MemberId } from '../../../shared/world/address.ts'
import { missingWorld } from '../faults.ts'
import type { DocumentKey, DocumentKind, WorldKey } from '../store.ts'

/** How many worlds, and how many members, are remembered: about 2 MB. */
const REMEMBERED_MAX = 10_000

type WorldDocuments = Readonly<Record<DocumentKind, number>>

export interface Keys {
  /** A document's number; throws WorldMissing. */
  readonly document: (key: DocumentKey) => number
  /** A member's number, a new one when it was never met. */
  readonly member: (id: MemberId) => number
  /** Forgets what may not be true any more, after a rollback or a deletion. */
  readonly forget: () => void
}

export function createKeys(database: DatabaseSync): Keys {
  const documents = new Map<WorldKey, WorldDocuments>()
  const members = new Map<MemberId, number>()
  const findDocument = database.prepare('SELECT key FROM documents WHERE world = ? AND kind = ?')
  const findMember = database.prepare('SELECT key FROM members WHERE id = ?')
  const addMember = database.prepare('INSERT INTO members (id) VALUES (?)')

  const documentsOf = (world: WorldKey): WorldDocuments => {
    const scene = findDocument.get(world, 'scene')
    const live = findDocument.get(world, 'live')
    if (!scene || !live) throw missingWorld(world)
    return { scene: Number(scene['key']), live: Number(live['key']) }
  }

  return {
    document({ world, kind }) {
      const known = documents.get(world)
      return (known ?? remember(documents, world, documentsOf(world)))[kind]
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
